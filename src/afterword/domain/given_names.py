"""Given names common enough to tell which word of a name is the given one.

Facts, not a census: a name that is missing here only makes the greeting more careful.
"""

_common = """
    aaron abby abdul abigail adam adrian adriana agnes ahmad ahmed aisha akira alan albert alberto
    alejandra alejandro alex alexander alexandra alexis alfred ali alice alicia alison allan allen allison
    alyssa amanda amber amelia amina amy ana anders andre andrea andreas andres andrew andy angel angela
    angelica angie anita anja ann anna anne annette annie anthony antoine anton antonio april arne arthur
    arturo ashley astrid audrey austin barbara barry beatrice beatriz becky ben benjamin bente bernard
    bernd bernhard beth bethany betty beverly bill billy bjorn blanca bob bobby bonnie brad bradley brandi
    brandon brandy brenda brendan brent brett brian brianna bridget brittany brooke bruce bryan caitlin
    caleb calvin camille carina carl carla carlos carmen carol carole caroline carolyn carrie casey
    catherine cathy cecilia cecilie celine chad charlene charles charlie charlotte chelsea cheryl chloe
    chris christian christina christine christoph christopher christy cindy claire clara clarence claude
    claudia clayton clifford clint cody colin colleen connie connor corey courtney craig cristina crystal
    curtis cynthia dale damien dan dana daniel daniela danielle danny darlene darrell darren dave david
    dawn dean deanna deborah debbie debra denis denise dennis derek derrick desiree devin diana diane
    diego dieter dirk dmitri dolores dominic dominique don donald donna doris dorothy doug douglas duane
    dustin dwight dylan earl eddie edgar edith eduardo edward edwin eileen elaine eleanor elena eli elias
    elisabeth elise elizabeth ella ellen elsa emily emma emmanuel enrique eric erica erik erika erin
    ernest ernesto esther ethan eugene eva evan evelyn fatima faye felicia felix fernando florence frances
    francesca francesco francis francisco francois frank franz fred frederic frederick gabriel gabriela
    gabrielle gail gary gavin gene geoffrey george gerald gerard gerhard gilbert gina giovanni giulia
    giuseppe glen glenn gloria gordon grace greg gregory greta guillaume guillermo gunnar gustavo guy
    hannah hans harold harry harvey hassan heather hector heidi heike heinz helen helena helene helga
    henri henrik henry herbert herman hilary holger holly howard hugo ian ibrahim ida ilse ines ingrid
    irene iris isaac isabel isabella isabelle ivan jack jackie jackson jacob jacqueline jacques jaime jake
    james jamie jan jane janet janice jared jasmine jason javier jay jean jeanette jeanne jeff jeffery
    jeffrey jenna jennifer jenny jens jeremy jermaine jerome jerry jesse jessica jessie jesus jill jim
    jimmy jo joachim joan joann joanna joanne jochen jodi joe joel johan johanna johannes john johnny jon
    jonas jonathan jorge jose josef joseph josephine joshua joy joyce juan juana juanita judith judy julia
    julian juliana julie julien juliet june jurgen justin kaitlyn kara karen kari karin karina karl karla
    kate katherine kathleen kathryn kathy katie katrin katrina kayla keith kelli kellie kelly ken kenneth
    kerry kevin kim kimberly kirsten klaus knut krista kristen kristin kristina kristine kurt kyle lacey
    lance larry lars latoya laura lauren laurence laurent laurie lawrence leah lee leif lena leo leon
    leonard leonardo leslie leticia levi lewis liam lila lillian lily linda lindsay lindsey lisa liv lloyd
    logan lois lorenzo loretta lori lorraine louis louise luca lucas lucia lucie lucy luigi luis lukas
    luke lydia lynn mackenzie madeline madison magdalena magnus maja manfred manuel mara marc marcel
    marcia marco marcus margaret maria mariah marian marianne maribel marie marilyn mario marion marissa
    marit marjorie mark markus marlene marta martha martin martina marvin mary mason mathew mathieu
    mathilde matt matteo matthew matthias maureen maurice max megan mehmet melanie melinda melissa
    mercedes meredith mia micah michael michel michele micheal michelle miguel mike mikhail mildred mindy
    miranda miriam misty mohamed mohammad mohammed moira molly monica monika monique morgan morten
    muhammad mustafa nadia nancy naomi natalia natalie natasha nathan nathaniel neil nelson niamh nicholas
    nicola nicolas nicole nikki nils nina noah nora norbert norma norman oleg olga oliver olivia ole omar
    oscar oskar otto owen pablo paige pam pamela paolo pascal patricia patrick paul paula pauline pavel
    pedro peggy penny per pete peter petra philip philippe phillip phyllis pierre pilar priya rachel
    rafael rainer ralf ralph ramon randall randy raul ray raymond rebecca regina reginald renate rene
    renee rhonda ricardo richard rick ricky rita rob robert roberta roberto robin rodney roger roland rolf
    roman ronald ronnie rosa rosalie rose rosemary ross roy ruben rudolf russell ruth ryan sabine sabrina
    sally salvador sam samantha samuel sandra sandy sanjay santiago sara sarah saul savannah scott sean
    sebastian sergei sergio seth shane shannon sharon shaun shawn sheila shelby shelley sherry shirley
    sierra sigrid silvia simon simone sofia sofie solveig sonia sonya sophia sophie spencer stacey stacy
    stanley stefan stefanie stella stephanie stephen steve steven stuart sue summer susan susanne suzanne
    svein svetlana sven sydney sylvia tabitha tamara tammy tanya tara tasha tatiana taylor ted terence
    teresa terrance terri terry thea thelma theodore theresa therese thierry thomas thor tiffany tim
    timothy tina todd tom tommy tone toni tonya tony tracey traci tracy travis trevor tristan trond troy
    tyler tyrone ulrich ulrike ursula uwe valerie vanessa vera vernon veronica vicki victor victoria
    vincent vincenzo viola virginia vivian vladimir wade wallace walter wanda warren wayne wendy werner
    wesley whitney wilfried wilhelm willem william willie winston wolfgang xavier yolanda yuki yusuf
    yvette yvonne zachary zoe
"""
GIVEN_NAMES: frozenset[str] = frozenset(_common.split())

_first = """
    nguyen tran pham hoang huynh phan vu vo dang bui duong wang zhang chen liu yang huang zhao wu zhou xu
    sun zhu hu guo lin gao liang zheng xie tang xu han feng deng cao peng zeng xiao tian dong pan yuan cai
    jiang yu du ye cheng wei su lu ding ren shen yao kim park choi jung kang yoon jang lim shin kwon hwang
"""
FAMILY_FIRST: frozenset[str] = frozenset(_first.split())
"""Family names of languages that put them first: as a first word they leave the order open."""

_also = """
    alexander ali allen allison andre anthony arthur ashley austin barry benjamin bernard bradley brandon
    bruce bryan calvin carol casey charles clara claude clayton cody colin corey craig curtis dale daniel
    david dean dennis dominique douglas duane dylan earl edgar edwin elias evan fernando francis frank
    fred frederick gabriel garcia gary gilbert gordon grace gregory guy harvey hector henry herbert herman
    hope howard hugo ian jack jackson james jason jay jerome jordan joseph joy joyce keith kelly kenneth
    kerry kim kyle lance lawrence lee leigh leo leon leonard leslie lewis lindsay lindsey lloyd logan
    louis lucas lynn madison marc marshall martin mason matthew matthias max michael morgan nathan neil
    nelson nicholas norman oliver oscar otto owen page paige parker patrick paul perry peter philip
    phillip randall ray raymond reed reid richard riley robert roberto roger roland roman rose ross roy
    russell ruth ryan santiago scott sean shannon shelby simon spencer stanley stephen stuart summer
    sydney taylor terry thomas todd tony tracy travis tyler victor vincent wade wallace walter warren
    wayne wesley william willie winston
"""
ALSO_FAMILY_NAMES: frozenset[str] = frozenset(_also.split())
"""Given names that are common family names: one of them alone may be either."""
