"""Which clocks somebody may live by: the time zones of a country, or of a region of it where that is known.

Countries and zones are those of the tz database; of zones that keep the same hours all year one stands for all. Where
the place leaves several, a call or text waits until it is daytime in each.
"""

from collections.abc import Mapping


def _read(table: str) -> dict[str, tuple[str, ...]]:
    rows = (entry.split() for entry in table.replace("\n", " ").split(";"))
    return {row[0]: tuple(row[1:]) for row in rows if row}


ZONES: Mapping[str, tuple[str, ...]] = _read("""
AD Europe/Andorra; AE Asia/Dubai; AF Asia/Kabul; AG America/Antigua; AI America/Anguilla; AL Europe/Tirane;
AM Asia/Yerevan; AO Africa/Luanda; AR America/Argentina/Buenos_Aires; AS Pacific/Pago_Pago; AT Europe/Vienna;
AW America/Aruba; AX Europe/Mariehamn; AZ Asia/Baku; BA Europe/Sarajevo; BB America/Barbados; BD Asia/Dhaka;
BE Europe/Brussels; BF Africa/Ouagadougou; BG Europe/Sofia; BH Asia/Bahrain; BI Africa/Bujumbura;
BJ Africa/Porto-Novo; BL America/St_Barthelemy; BM Atlantic/Bermuda; BN Asia/Brunei; BO America/La_Paz;
BQ America/Kralendijk; BS America/Nassau; BT Asia/Thimphu; BW Africa/Gaborone; BY Europe/Minsk;
BZ America/Belize; CC Indian/Cocos; CF Africa/Bangui; CG Africa/Brazzaville; CH Europe/Zurich; CI Africa/Abidjan;
CK Pacific/Rarotonga; CL America/Santiago; CM Africa/Douala; CN Asia/Shanghai; CO America/Bogota;
CR America/Costa_Rica; CU America/Havana; CV Atlantic/Cape_Verde; CW America/Curacao; CX Indian/Christmas;
CY Asia/Nicosia; CZ Europe/Prague; DE Europe/Berlin; DJ Africa/Djibouti; DK Europe/Copenhagen;
DM America/Dominica; DO America/Santo_Domingo; DZ Africa/Algiers; EC America/Guayaquil; EE Europe/Tallinn;
EG Africa/Cairo; EH Africa/El_Aaiun; ER Africa/Asmara; ET Africa/Addis_Ababa; FI Europe/Helsinki;
FJ Pacific/Fiji; FK Atlantic/Stanley; FO Atlantic/Faroe; FR Europe/Paris; GA Africa/Libreville; GB Europe/London;
GD America/Grenada; GE Asia/Tbilisi; GF America/Cayenne; GG Europe/Guernsey; GH Africa/Accra;
GI Europe/Gibraltar; GM Africa/Banjul; GN Africa/Conakry; GP America/Guadeloupe; GQ Africa/Malabo;
GR Europe/Athens; GT America/Guatemala; GU Pacific/Guam; GW Africa/Bissau; GY America/Guyana; HK Asia/Hong_Kong;
HN America/Tegucigalpa; HR Europe/Zagreb; HT America/Port-au-Prince; HU Europe/Budapest; IE Europe/Dublin;
IL Asia/Jerusalem; IM Europe/Isle_of_Man; IN Asia/Kolkata; IO Indian/Chagos; IQ Asia/Baghdad; IR Asia/Tehran;
IS Atlantic/Reykjavik; IT Europe/Rome; JE Europe/Jersey; JM America/Jamaica; JO Asia/Amman; JP Asia/Tokyo;
KE Africa/Nairobi; KG Asia/Bishkek; KH Asia/Phnom_Penh; KM Indian/Comoro; KN America/St_Kitts; KP Asia/Pyongyang;
KR Asia/Seoul; KW Asia/Kuwait; KY America/Cayman; KZ Asia/Almaty; LA Asia/Vientiane; LB Asia/Beirut;
LC America/St_Lucia; LI Europe/Vaduz; LK Asia/Colombo; LR Africa/Monrovia; LS Africa/Maseru; LT Europe/Vilnius;
LU Europe/Luxembourg; LV Europe/Riga; LY Africa/Tripoli; MA Africa/Casablanca; MC Europe/Monaco;
MD Europe/Chisinau; ME Europe/Podgorica; MF America/Marigot; MG Indian/Antananarivo; MH Pacific/Majuro;
MK Europe/Skopje; ML Africa/Bamako; MM Asia/Yangon; MO Asia/Macau; MP Pacific/Saipan; MQ America/Martinique;
MR Africa/Nouakchott; MS America/Montserrat; MT Europe/Malta; MU Indian/Mauritius; MV Indian/Maldives;
MW Africa/Blantyre; MY Asia/Kuala_Lumpur; MZ Africa/Maputo; NA Africa/Windhoek; NC Pacific/Noumea;
NE Africa/Niamey; NF Pacific/Norfolk; NG Africa/Lagos; NI America/Managua; NL Europe/Amsterdam; NO Europe/Oslo;
NP Asia/Kathmandu; NR Pacific/Nauru; NU Pacific/Niue; NZ Pacific/Auckland; OM Asia/Muscat; PA America/Panama;
PE America/Lima; PH Asia/Manila; PK Asia/Karachi; PL Europe/Warsaw; PM America/Miquelon; PN Pacific/Pitcairn;
PR America/Puerto_Rico; PS Asia/Gaza; PW Pacific/Palau; PY America/Asuncion; QA Asia/Qatar; RE Indian/Reunion;
RO Europe/Bucharest; RS Europe/Belgrade; RW Africa/Kigali; SA Asia/Riyadh; SB Pacific/Guadalcanal;
SC Indian/Mahe; SD Africa/Khartoum; SE Europe/Stockholm; SG Asia/Singapore; SH Atlantic/St_Helena;
SI Europe/Ljubljana; SJ Arctic/Longyearbyen; SK Europe/Bratislava; SL Africa/Freetown; SM Europe/San_Marino;
SN Africa/Dakar; SO Africa/Mogadishu; SR America/Paramaribo; SS Africa/Juba; ST Africa/Sao_Tome;
SV America/El_Salvador; SX America/Lower_Princes; SY Asia/Damascus; SZ Africa/Mbabane; TC America/Grand_Turk;
TD Africa/Ndjamena; TG Africa/Lome; TH Asia/Bangkok; TJ Asia/Dushanbe; TK Pacific/Fakaofo; TL Asia/Dili;
TM Asia/Ashgabat; TN Africa/Tunis; TO Pacific/Tongatapu; TR Europe/Istanbul; TT America/Port_of_Spain;
TV Pacific/Funafuti; TW Asia/Taipei; TZ Africa/Dar_es_Salaam; UA Europe/Kyiv; UG Africa/Kampala;
UY America/Montevideo; UZ Asia/Samarkand; VA Europe/Vatican; VC America/St_Vincent; VE America/Caracas;
VG America/Tortola; VI America/St_Thomas; VN Asia/Ho_Chi_Minh; VU Pacific/Efate; WF Pacific/Wallis;
WS Pacific/Apia; YE Asia/Aden; YT Indian/Mayotte; ZA Africa/Johannesburg; ZM Africa/Lusaka; ZW Africa/Harare;
AU Australia/Sydney Australia/Brisbane Australia/Adelaide Australia/Darwin Australia/Perth;
BR America/Noronha America/Belem America/Campo_Grande America/Eirunepe;
CA America/St_Johns America/Halifax America/Toronto America/Winnipeg America/Regina America/Edmonton
America/Vancouver;
CD Africa/Kinshasa Africa/Lubumbashi;
ES Europe/Madrid Atlantic/Canary;
FM Pacific/Chuuk Pacific/Pohnpei;
GL America/Nuuk America/Danmarkshavn America/Thule;
ID Asia/Jakarta Asia/Makassar Asia/Jayapura;
KI Pacific/Tarawa Pacific/Kanton Pacific/Kiritimati;
MN Asia/Ulaanbaatar Asia/Hovd;
MX America/Mexico_City America/Cancun America/Matamoros America/Ciudad_Juarez America/Mazatlan America/Tijuana;
PF Pacific/Tahiti Pacific/Marquesas Pacific/Gambier;
PG Pacific/Port_Moresby Pacific/Bougainville;
PT Europe/Lisbon Atlantic/Azores;
RU Europe/Kaliningrad Europe/Moscow Europe/Astrakhan Asia/Yekaterinburg Asia/Omsk Asia/Novosibirsk Asia/Irkutsk
Asia/Chita Asia/Vladivostok Asia/Magadan Asia/Kamchatka;
US America/New_York America/Chicago America/Denver America/Phoenix America/Los_Angeles America/Anchorage
Pacific/Honolulu;
""")
"""Time zones by country (ISO 3166, two letters)."""


def _regions(table: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in table.strip().splitlines():
        code, name, zones = line.split("|")
        found[code.casefold()] = found[name.casefold()] = tuple(zones.split())
    return found


REGIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "US": _regions("""
AL|Alabama|America/Chicago
AK|Alaska|America/Anchorage
AZ|Arizona|America/Phoenix America/Denver
AR|Arkansas|America/Chicago
CA|California|America/Los_Angeles
CO|Colorado|America/Denver
CT|Connecticut|America/New_York
DE|Delaware|America/New_York
DC|District of Columbia|America/New_York
FL|Florida|America/New_York America/Chicago
GA|Georgia|America/New_York
HI|Hawaii|Pacific/Honolulu
ID|Idaho|America/Denver America/Los_Angeles
IL|Illinois|America/Chicago
IN|Indiana|America/New_York America/Chicago
IA|Iowa|America/Chicago
KS|Kansas|America/Chicago America/Denver
KY|Kentucky|America/New_York America/Chicago
LA|Louisiana|America/Chicago
ME|Maine|America/New_York
MD|Maryland|America/New_York
MA|Massachusetts|America/New_York
MI|Michigan|America/New_York America/Chicago
MN|Minnesota|America/Chicago
MS|Mississippi|America/Chicago
MO|Missouri|America/Chicago
MT|Montana|America/Denver
NE|Nebraska|America/Chicago America/Denver
NV|Nevada|America/Los_Angeles
NH|New Hampshire|America/New_York
NJ|New Jersey|America/New_York
NM|New Mexico|America/Denver
NY|New York|America/New_York
NC|North Carolina|America/New_York
ND|North Dakota|America/Chicago America/Denver
OH|Ohio|America/New_York
OK|Oklahoma|America/Chicago
OR|Oregon|America/Denver America/Los_Angeles
PA|Pennsylvania|America/New_York
RI|Rhode Island|America/New_York
SC|South Carolina|America/New_York
SD|South Dakota|America/Chicago America/Denver
TN|Tennessee|America/New_York America/Chicago
TX|Texas|America/Chicago America/Denver
UT|Utah|America/Denver
VT|Vermont|America/New_York
VA|Virginia|America/New_York
WA|Washington|America/Los_Angeles
WV|West Virginia|America/New_York
WI|Wisconsin|America/Chicago
WY|Wyoming|America/Denver
"""),
    "CA": _regions("""
AB|Alberta|America/Edmonton
BC|British Columbia|America/Vancouver America/Edmonton
MB|Manitoba|America/Winnipeg
NB|New Brunswick|America/Halifax
NL|Newfoundland and Labrador|America/St_Johns America/Halifax
NS|Nova Scotia|America/Halifax
NT|Northwest Territories|America/Edmonton
NU|Nunavut|America/Toronto America/Winnipeg America/Edmonton
ON|Ontario|America/Toronto America/Winnipeg
PE|Prince Edward Island|America/Halifax
QC|Quebec|America/Toronto
SK|Saskatchewan|America/Regina
YT|Yukon|America/Whitehorse
"""),
    "AU": _regions("""
ACT|Australian Capital Territory|Australia/Sydney
NSW|New South Wales|Australia/Sydney
NT|Northern Territory|Australia/Darwin
QLD|Queensland|Australia/Brisbane
SA|South Australia|Australia/Adelaide
TAS|Tasmania|Australia/Hobart
VIC|Victoria|Australia/Melbourne
WA|Western Australia|Australia/Perth
"""),
}
"""Time zones by country and region; the region by its abbreviation and by its name, case-folded."""


def clocks_of(country: str, region: str = "") -> tuple[str, ...]:
    """The names of the time zones by which somebody there may live; none where the country is not known."""
    of_region = REGIONS.get(country, {}).get(region.casefold()) if region else None
    return of_region or ZONES.get(country, ())
