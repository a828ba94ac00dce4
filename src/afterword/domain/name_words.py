"""The small words of names: titles, degrees, particles, legal forms, and what firms call themselves."""

_titles = """
    mr mrs ms miss mister madam madame mme mlle monsieur m. mx dr drs doctor doctors prof professor sir
    lady lord dame rev reverend fr father sister brother rabbi imam pastor hon honorable judge justice
    senator representative state governor mayor president attorney atty capt captain col colonel lt major
    sgt gen general herr frau hr fru frk sr. sra srta señor señora senor senora sig signor signora
    dipl.-ing ing mag congressman congresswoman atty. alderman commissioner sheriff chief
"""
TITLES: frozenset[str] = frozenset(_titles.split())
"""Before a name. Lower case, without a final dot, like every word here."""

_suffixes = """
    jr sr ii iii iv v vi md m.d phd ph.d dds d.d.s do d.o dvm dmd esq esquire rn bsn cpa jd j.d llm mba
    m.b.a msc bsc pe cfa obe mbe ret retired realtor g.r.i faia aia do pharmd dpm od
"""
SUFFIXES: frozenset[str] = frozenset(_suffixes.split())
"""After a name: generations, degrees, professions."""

_particles = """
    van von der den de di da del della dello dos das do du la le los las el al bin bint ibn ter ten zu zum
    zur af av
"""
PARTICLES: frozenset[str] = frozenset(_particles.split())
"""Inside a family name."""

_not_names = """
    test tester testing info admin administrator unknown none null nan n/a na undefined anonymous anon
    customer client guest user shopper buyer member account accounts accounting sales office team staff
    support service services contact webmaster noreply no-reply reception hello marketing billing orders
    order shop store cash walk-in walkin retail private deceased estate household family resident occupant
    owner manager tbd tba xxx xx asdf qwerty kunde kundin firma the name firstname lastname first last
    given surname nickname default sample demo example dummy sir madam dear friend deleted removed empty
    blank temp various misc other new best super better my our your les standard united royal golden grand
    great big little good happy holy sacred mount saint st san santa experienced casa villa attorney
    trustee executor
"""
NOT_NAMES: frozenset[str] = frozenset(_not_names.split())
"""What tills and forms hold where a name is missing."""

_legal_forms = """
    inc incorporated llc l.l.c ltd limited llp l.l.p lp plc corp corporation co company cos pllc p.l.l.c
    pc p.c p.a psc gmbh mbh ag kg kgaa ohg gbr ug e.v ev eg a/s as asa aps ans da ab hb oy oyj bv b.v nv
    n.v vof sarl s.a.r.l sas s.a.s sasu eurl s.a sa spa s.p.a srl s.r.l sl s.l slu pty kft zrt sro s.r.o
    doo d.o.o ooo oü sia uab ltda cia dba d/b/a pac chtd chartered
"""
LEGAL_FORMS: frozenset[str] = frozenset(_legal_forms.split())
"""At the end of a firm."""

_legal_forms_or_names = """
    as da ab co sa ag pc kg lp sl ev eg ug cos ans hb
"""
LEGAL_FORMS_OR_NAMES: frozenset[str] = frozenset(_legal_forms_or_names.split())
"""Legal forms that are initials or family names as well."""

_firm_words = """
    academy action advertising advisors advocacy agency air airlines alliance america american americas
    and apartments appliance appraisal architects architecture assembly asset assets assn assoc associated
    associates association attorneys authority auto automotive aviation bakery bancorp bank banking bar
    bbq bistro board books boutique brewery bridal bros brotherhood builders building business cafe café
    campaign capital care carpenters cars catering cathedral catholic cemetery center centers central
    centre chamber chapel chemical chiropractic chicago church cinema citizens city cleaners clinic club
    coalition coffee college commerce commission committee communications community computer computers
    concrete condominium conference congregation consortium construction consultants consulting
    contracting contractors cooperative council counselors county court creative credit ctr culinary dairy
    daycare deli democratic democrats dental department design designs development digital distributors
    district diner east education educational electric electrical electronics elementary employees energy
    engineering engineers enterprise enterprises entertainment environmental equipment equity events
    exchange express fabrics farm farmers farms fashion federal federation fellowship finance financial
    firm fitness florist flowers food foods for forum foundation friends freight fund funeral furniture
    gallery garage garden gardens gas general gifts global golf government greenhouse grill grocery group
    guild gym hair hardware harley health healthcare heating high holding holdings home homes hospital
    hospitality hotel housing illinois imports indian industrial industries initiative inn institute
    insurance integrated interactive international int'l internet investment investments iron jewelers
    jewelry kindergarten kitchen lab laboratories laboratory labs landscaping laundry law lawn league
    leasing library liquor local lodge logistics lounge lumber lutheran machine maintenance management
    manufacturing market marketing mart masonry materials meats media medical memorial mercantile metal
    methodist mfg midwest ministries ministry mortgage motel motor motors museum music nation national
    natural network networks news north northern northwest nursery nursing of office offices oil optical
    orchestra org organization outdoor pacific packaging painting paper park parks partners partnership
    party pet petroleum pharma pharmaceutical pharmaceuticals pharmacy photography physicians pizza
    pizzeria plastics plumbing policy political post power preschool presbyterian press printing pro
    produce production productions products professional progress project properties property pub public
    publishing radio railroad railway real realty rehabilitation rental rentals republican republicans
    research resort resources restaurant retail retirement roofing salon saloon savings school schools
    science sciences security senior service services shoppe shops society software solar solutions south
    southern spa sports st. stables station steel store stores storage strategies street studio studios
    supplies supply surgery surgical systems tavern taxi tea teachers technical technologies technology
    telecom telephone television temple theater theatre tire title tobacco tools tours township toys trade
    trades trading training transit transport transportation travel trucking trust u.s union united
    university usa utilities valley ventures veterinary village vision volunteers wash water web west
    western wholesale windows wine wines wireless woman's women's workers works workshop world worldwide
    yacht youth zoo verein stiftung praxis apotheke bäckerei metzgerei friseur kanzlei steuerberater
    autohaus hotell gasthaus gasthof restauracja brasserie boulangerie pharmacie cabinet société mairie
    école église asociación fundación panadería librería taller hermanos frisør bokhandel rørlegger skole
    kirke kommune forening butikk alarm tech outlet bargain brokerage brands dentistry dentist teeth
    baptist episcopal convent parsonage mission missions tribe tribes hs groups svc svcs const machinery
    signs chapter leadership exterminators packers plaza packing motorcars honda toyota ford hyundai
    hilton jaguar volvo nissan chevrolet chevy bmw mercedes-benz dealership outfitters apparel chocolates
    barbershop barber jewellers jewellery butcher butchers cycles bikes bicycles optics opticians
    veterinarians tattoo nails beauty brewing roasters salons galleries antiques crafts ceramics pottery
    jazz
"""
FIRM_WORDS: frozenset[str] = frozenset(_firm_words.split())
"""What firms, clubs, schools and offices call themselves."""

_firm_words_or_names = """
    action bank books bush church city club court east farmers ford forum friends frost garage general
    gardens hardware high house inn jazz king law lawn local lodge marketing mercedes music north park
    parks post power real south street temple trade wash waters water west wine works
"""
FIRM_WORDS_OR_NAMES: frozenset[str] = frozenset(_firm_words_or_names.split())
"""Those that people are called as well."""

FIRM_WORDS_MOSTLY_NAMES: frozenset[str] = frozenset({"bush", "frost", "north", "park", "parks", "waters", "west"})
"""And those that, at the end of a name, are more often a family name."""
