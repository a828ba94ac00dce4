// Chooses time zone, country and currency as the browser knows them; a choice already made is left alone.
for (const form of document.querySelectorAll("[data-guess-place]")) {
  const { timezone, country, currency } = form.elements;
  const offers = (select, value) => value && [...select.options].some((option) => option.value === value);
  const goesWith = (select, what) => select.selectedOptions[0]?.dataset[what];
  const isRefused = form.querySelector("[aria-invalid]");

  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!isRefused && offers(timezone, here)) {
    timezone.value = here;
    followZone();
  }
  timezone.addEventListener("change", followZone);
  country.addEventListener("change", followCountry);

  function followZone() {
    const there = goesWith(timezone, "country");
    if (!offers(country, there)) return;
    country.value = there;
    followCountry();
  }
  function followCountry() {
    const money = goesWith(country, "currency");
    if (offers(currency, money)) currency.value = money;
  }
}
