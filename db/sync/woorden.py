"""The words in which a request to join is compared by voice: 1,024, so that a word is ten bits.

Everyday Dutch of three to ten letters, without accents. No two can be taken for each other by a letter more, less or other, also not as
they sound (ij and ei, au and ou, v and f, z and s, c and k). Two versions of the program must have the same list: it never changes.
"""

_LIJST = """
aanbod aandeel aanleg aanpak aanrecht aardbei aarde abdij abrikoos acht achter acteur actie adelaar adem adres advies afdak afgrond
afstand afwas agenda akker akkoord aktetas album alfabet alinea almanak alpen altaar amandel ambacht amfora ananas andijvie anijs
ansjovis antenne antwoord apart apotheek appel applaus april aquarium arbeid archief arend artikel artisjok asfalt asperge atelier atlas
atleet atoom augurk augustus auto avocado avond azijn azuur baai baard bagage balans balie balkon ballet bamboe banaan banjo bank banket
barak barbecue barista basalt basis batterij bazaar bazuin beeld beer begin beitel benzine beroep bestek beton beuk beurs bewijs bezem
biet bijl bikini biljart binnen biologie bioscoop biscuit bizon blad blauw bleek bliksem bloed blokje blouse bocht bodem boeg boiler
bokaal bolhoed bolwerk bonbon boom bosbes boterham boven braam brand brief briljant broccoli broek brokaat brommer brons brood broodje
brug bruin budget buffel buiten bunker burcht bureau cabaret cabine cacao cactus cadeau camera camping canon caravan carnaval cavia
cello cement centrum chef chirurg chocola cijfer cilinder cinema cipres cirkel citroen clown club cobra code collega comfort compas
concert consul contact corso couvert cowboy cursus cycloon dadel dageraad dakpan dame dans dapper dashond debat december decor deeg
degen delfstof delta detail deugd deur dialect diamant dichter dienst diep dijk dikte dille diner ding diploma dirigent discus distel
doel dokter dolfijn dollar domino donder donut dooier doos dorp douane douche draad dragon driehoek dropje druif druk drummer druppel
duet duim duister duizend dukaat dynamo echo eekhoorn eend eerlijk eettafel effect egel eikel eiland einde eiwit elastiek elektra
element elleboog emmer emotie energie enorm entree erfgoed ernst erwt esdoorn etage etalage etiket etui evenaar examen expert fabel
fabriek fagot familie fanfare fantasie farao fauteuil fazant februari feest fiets figuur fijn film filter finale firma fjord flamingo
flanel fles flesje fluweel folder fontein forel formule fornuis foto fraai framboos fregat fresco friet fris frisbee fruit functie
galerij galop garage garnaal gast gazon gebak gebed gebouw gedicht gehakt geit gekko gelaat geluid gember gemeente geniaal gesp getal
gevel gezin gids gieter giraf gitaar glas glijbaan globe gnoe golf gordel gordijn goud goudvis graan grachten graniet grens griep
groente groet grutto gunst gymnast haak hagedis hagel half hamer hamster hand hangmat hapje haring harnas harp haven havik heden heelal
heide helling helm hemel hengel herberg herder herfst hert heup heuvel hobby hockey hoed hoepel hoeve honderd honing hoog hooiberg hoorn
horizon horloge hotel huid huifkar hulp humor huzaar idee idool iglo ijsbeer ijsblok ijskast import indruk inkt inktvis insect invloed
ivoor jaar jager jaguar jakhals jampot januari jarig jasmijn jeans jeep jojo jong jubel juffrouw juli jungle junior jurk kaap kaars
kabouter kader kajak kalender kalkoen kalm kameel kamfer kanaal kanarie kapitein kapstok karakter karamel karpet kasteel katoen kauwgom
kazerne kelder kennis kerk kerst ketel ketting keuken kiezel kikker kimono kind kiosk kiwi klaar klaver kleed kleur kleuter klimop
klimrek klinker klok klomp klooster knie knoflook knoop knuffel koekje koekoek koelkast koffer koffie kogel kolibrie kolom komeet komma
konijn kool koorts kopje koraal korf kosmos kostuim kous kreeft krekel kristal kroket krokodil kroon kruimel kruis kubus kuiken kuil
kurkuma kussen kust kwark kwartel kwast kwik laan lade lamp lantaarn laser lasso laurier lava lavendel lawaai lawine leder leeuw legende
leguaan lelie lengte lepel leraar leven libel licht liefde lijm lijst lijster lila limonade liniaal linzen logboek lolly loods lotus
loupe lucifer luik luipaard lunch luxe maat maatpak machine magneet mailbox maizena majoor makreel mammoet mandala mango manier mantel
markies markt marmer marmot masker massa materie matras medaille meel meester meisje melkbus melodie meloen meneer mens meteoor metro
meubel middag miljoen mimosa minister minuut mist model moeder mokka molen moment mond monitor monnik monocle morgen mosterd motor mouw
muesli muis mummie museum musical muskiet muur muziek mysterie naald naam najaar namaak narcis natuur navel nectar netwerk neus nier
nieuw noedel noemer nomade noorden noot notaris nougat novelle november nummer nuttig nylon oase oceaan ochtend oehoe oever okapi oksel
oktober olie olifant olijf omelet ontbijt onweer oogst ooievaar oorbel oosten opaal opera orakel oranje orchidee oregano orkaan orkest
otter overhemd paasei pagina pakket paleis paling paljas panda panfluit panter papaja papier paprika parade paraplu parasol parel parfum
park parkiet partij paspoort pasta patat patrijs pauze pedaal pelgrim pelikaan pels penning penseel peper perron perzik peuter piano
piccolo pickles picknick pijp piloot pincet pion piraat pizza plafond plak planeet platform plein plezier ploeg plons pluim plumeau plus
podium poes politie polka polo pomp pompoen poncho pony poort popcorn populier portaal portret potlood praline prei prins prisma proef
profiel project proza pruik psalm publiek pudding puin punt pupil puree purper puzzel pyjama raadsel rabarber radar radijs radio ranch
ratel ravijn rebel recept record refrein reiger reis rente reptiel reserve ridder riem rietje rimpel riool ritme rivier robijn robot
rodeo roede roer roest roman rommel rook rosbief rots rubber rubriek rugzak ruimte ruiter rups safari saffier salade salami saldo salon
samba sandaal sardine saturnus savanne saxofoon scala schaap schaats schaduw schakel schelp schema scherm schilder schoen school schotel
schrift schuim schuur scooter seconde seizoen selderij serie sering servet shampoo signaal sirene siroop sjaal sjeik skelet slager
slalom slang slee sleutel slinger slof sluier sluis smaak smaragd smid snaar sneeuw snel snoek soep sofa soldaat sonate spatel specht
spiegel spier spijker spin spinazie spits splinter spoed spons spoor spreeuw sprong spruit stad stapel station steiger stempel steur
stijl stilte stoel stok storm strand streep strik stro student studio stuiver suiker surf symbool systeem taal taille talent tamboer
tante tapijt tarbot tarwe taxi team techniek telefoon teller terras thee theepot theorie thermos tien timmer titel toekan toendra toeter
toets toffee toilet tomaat toneel toon toren tornado totaal tovenaar traag traject trein trekker tribune triomf trompet trouw truffel
trui tuba tulband turbine turkoois twijfel tyfoon type uitkijk uitleg uniek uniform vaas valk vampier vandaag vanille varken vector
veger veilig venster ventiel veranda verf vergiet verhaal verkeer vingers visie vlag vlakte vlecht vleugel vlieg vlieger vlinder vloer
vlot voedsel volume vonk vorm vracht vrede vroeg vuist vulkaan waaier wagen walnoot walrus walvis warm wasbeer waslijn week welpen
wereld wezel wiel wierook wijzer wild wimper winkel winst winter wortel zaag zakdoek zebra zestig zilver zomer zorg zuiden zuivel zwaan
zwaard zwaluw zwembad zwerver zwijn
"""
WOORDEN: tuple[str, ...] = tuple(_LIJST.split())
