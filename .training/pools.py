"""Names, places and services that synthetic notes are filled with.

Names come from drivectl's own lists, Faker's pools (MIT; the pinned version is the frozen copy) and the lists below,
written for this project. A quarter of every list, chosen by a hash, is never used to train: it makes the test notes.
"""

import hashlib
import importlib
import re
from pathlib import Path

_DATA = Path(__file__).parent.parent / "drivectl" / "recognise" / "data"
_LATIN = re.compile(r"[A-Z\u00c0-\u017e][a-z\u00df-\u017e]+(?:['\u2019-][A-Z][a-z\u00df-\u017e]+)?")

_FAKER = {
    "english": ("en_GB", "en_US", "en_NZ"),
    "irish": ("en_IE", "ga_IE"),
    "south-asian": ("en_IN", "en_PK"),
    "nigerian": ("en_NG", "yo_NG", "ig_NG", "ha_NG"),
    "african": ("en_KE", "tw_GH", "zu_ZA"),
    "east-european": ("pl_PL", "ro_RO", "lt_LT", "lv_LV", "cs_CZ", "sk_SK", "hu_HU", "hr_HR", "sl_SI", "et_EE"),
    "other": ("tr_TR", "es_ES", "pt_PT", "fr_FR", "it_IT", "de_DE", "nl_NL", "vi_VN", "sv_SE", "id_ID", "az_AZ"),
}

# ruff: noqa: E501
_OWN = {
    "welsh": (
        "Aled Alun Aneirin Angharad Anwen Arwel Bethan Bleddyn Branwen Brychan Bryn Cadell Cadi Caradog Carwyn Catrin Ceinwen Ceri Cerys Ceridwen Dafydd Dai Deio Delyth Dewi Dilwyn Dyfan Dyfrig Efa Einir Eirian Eirlys Eirwen Eleri Elfyn Elin Elis Eluned Emyr Enfys Ffion Fflur Geraint Gethin Glesni Glyn Gruff Gruffudd Guto Gwawr Gwenan Gwenda Gwenllian Gwilym Gwion Gwyn Gwynfor Hari Hefin Heledd Heulwen Huw Hywel Iago Idris Ieuan Ifan Illtyd Iolo Iorwerth Islwyn Iwan Jac Llew Llinos Llio Lleucu Llywelyn Lowri Mabli Macsen Mair Manon Mared Marged Megan Meinir Meirion Menna Mererid Meurig Mirain Myfanwy Myrddin Nansi Nerys Nest Nia Non Olwen Osian Owain Penri Rhian Rhiannon Rhodri Rhun Rhydderch Rhys Sioned Sion Siwan Taliesin Tegan Tegid Teifion Tomos Trefor Tudur Tirion Wyn Ynyr",
        "Jones Davies Evans Griffiths Llewellyn Llywelyn Bevan Rees Pugh Prosser Vaughan Gwynne Meredith Howells Tudor Probert Parry Powys Pritchard Prydderch Bowen Breeze Cadwallader Craddock Dafydd Edwards Ellis Gethin Gittins Hopkin Hughes Humphreys Jenkins Kyffin Lewis Lloyd Mathias Maddocks Morgan Mostyn Nicholas Owen Penry Powell Roderick Rowlands Treharne Trahern Watkins Wynne Yorath Benbow Bebb Beynon Blethyn Anwyl Eynon Goronwy",
    ),
    "traveller": (
        "Biddy Bridget Bridie Breda Chantelle Christy Davey Dinny Eileen Felix Francie Hughie Jimmy Joe John-Joe Johnny Josie Kathleen Lizzie Maggie Margaret Martin Mary-Ann Miley Michael Mikey Nan Nora Ned Paddy Packie Pa Patsy Philomena Rosie Shania Simey Theresa Tommy Winnie Willie Attracta Bernie Dolores Jean-Ann Kizzy Levi Nelson Perun Riah Roseanna Elvis Hezekiah Lementina Shady Tyson",
        "Connors Ward McDonagh Joyce Maughan Doherty Cash Stokes Purcell Nevin Mongan Reilly Casey Hanrahan Driscoll Delaney Doran Quilligan Faulkner Collins Sweeney Cawley McGinley McCarthy O'Brien O'Donnell O'Driscoll O'Leary Wall Berry Lawrence Mohan McInerney Corcoran Coffey Sheridan Gavin Rattigan Moorhouse Buckland Boswell Lee Lovell Loveridge Smith Hearne Penfold Eastwood Cooper Price Frankham Brazil",
    ),
    "irish": (
        "Aoife Aisling Aine Bronagh Caoimhe Cathal Ciara Ciaran Cillian Clodagh Colm Conor Cormac Dara Deirdre Dearbhla Declan Diarmuid Donal Eamon Eimear Eoghan Eoin Fergal Fiadh Fintan Fionnuala Grainne Laoise Lorcan Mairead Muireann Niall Niamh Nuala Oisin Orla Padraig Proinsias Roisin Ruairi Saoirse Seamus Sinead Siobhan Sorcha Tadhg Tiernan Una",
        "Murphy Kelly O'Sullivan Walsh O'Brien Byrne Ryan O'Connor O'Neill O'Reilly Doyle McCarthy Gallagher Kennedy Lynch Murray Quinn Moore McLoughlin O'Carroll Connolly Daly O'Connell Wilson Dunne Brennan Burke Collins Campbell Clarke Hughes Farrell Fitzgerald Brown Martin Maguire Nolan Flynn Mulligan Kavanagh Keane Foley Hegarty Healy Shea O'Shea O'Hara McGrath McGuinness McMahon MacNamara Geraghty Heffernan Tierney Mulcahy Rafferty Scanlon",
    ),
    "nigerian": (
        "Adaeze Adebayo Adeola Ayodele Amaka Babatunde Blessing Bukola Bunmi Chiamaka Chidi Chidinma Chinedu Chinonso Chioma Chukwuemeka Comfort Damilola Ebele Efe Emeka Ezinne Femi Folake Funke Funmilayo Goodness Ifeanyi Ifeoma Ikenna Kehinde Kelechi Kemi Lekan Ngozi Nkechi Nnamdi Nneka Obinna Ola Olamide Olumide Oluwaseun Onyeka Osagie Osas Oyin Precious Seun Sunday Taiwo Temitope Titilayo Tobi Tunde Uche Wale Yemi Yetunde Yewande Zainab",
        "Adebayo Adeyemi Adekunle Afolabi Akinola Akintola Amadi Anyanwu Aremu Ayodele Azikiwe Balogun Bankole Chukwu Danjuma Egbo Ekwueme Eze Ezekiel Fashola Ibekwe Igwe Ikeji Iwobi Lawal Madueke Nnadi Nwachukwu Nwosu Obasi Obi Odukoya Ogbonna Ogunleye Okafor Okeke Okonkwo Okoro Okoye Oladipo Olaniyan Olawale Onuoha Onyekwere Osagie Oyelaran Sowande Umeh Usman Uzor",
    ),
    "african": (
        "Abdi Abdirahman Abena Abraham Adwoa Ama Amadou Aminata Asha Ayaan Berhane Binta Chipo Desta Ebrima Efua Esi Fadumo Farai Fatou Fatoumata Hamdi Hodan Ifrah Isatou Khadra Kofi Kojo Kudzai Kwabena Kwame Lamin Liban Mahad Mamadou Mariama Mehret Mpho Nasra Ousman Rudo Sahra Saidou Selam Semhar Tariro Tafadzwa Tendai Tesfay Thabo Tinashe Yaa Yaw Yohannes Zahra",
        "Abdi Abdullahi Adan Addo Agyeman Ali Amoah Ansah Asante Bah Banda Barry Boateng Camara Ceesay Chikwanha Conteh Darko Diallo Diop Dube Farah Gebremariam Ghebre Hassan Jallow Jama Jobe Kamara Kargbo Koroma Mensah Mohamud Moyo Mutasa Mwangi Ncube Ndlovu Njie Nkomo Ofori Osei Osman Owusu Phiri Sesay Sibanda Tekle Tesfaye Touray Warsame Yeboah Zulu",
    ),
    "south-asian": (
        "Aaliyah Adeel Aisha Amandeep Amina Amir Amrit Anila Anjali Arjun Asif Asma Bilal Balwinder Daljit Deepa Faisal Farah Farida Fatima Gurpreet Habib Hafsa Halima Hamza Harjit Haroon Hina Imran Iqra Irfan Jagdeep Jamila Jaspreet Jaswinder Kamran Kavita Khadija Kiran Kulwinder Mandeep Manpreet Maryam Meena Mohammed Mehwish Nadeem Naila Nasreen Naveed Nazia Parminder Pooja Priya Qasim Rajesh Rashida Ravinder Razia Rehana Rubina Rukhsana Saima Sajid Salma Samina Sanjay Shabana Shabnam Shahid Shazia Simran Sukhdeep Sunita Surinder Tahira Tariq Uzma Vikram Wasim Yasmin Zahra Zainab Zeeshan",
        "Ahmed Akhtar Ali Anwar Arora Aslam Aziz Bains Bajwa Bashir Begum Bhatti Bibi Butt Chaudhry Chauhan Choudhury Desai Dhaliwal Dhillon Farooq Gill Grewal Gupta Haque Hussain Iqbal Islam Jaffri Javed Johal Joshi Kaur Khalid Khan Khatun Kumar Mahmood Malik Mann Mehta Miah Mirza Mistry Mughal Nawaz Parmar Patel Qureshi Rafiq Rahman Rana Rashid Rathore Raza Sandhu Shah Shaikh Sharma Siddiqui Sidhu Singh Solanki Sohal Sultana Uddin Virk Yousaf Zaman",
    ),
    "east-european": (
        "Agnieszka Aleksandra Andrei Aneta Barbara Beata Bogdan Bozena Cristina Dariusz Danuta Dorota Elena Elzbieta Ewa Gheorghe Grzegorz Halina Ioana Ionut Irina Iwona Jacek Jakub Jaroslaw Jolanta Justyna Kamil Kasia Katarzyna Krystyna Krzysztof Lukasz Maciej Malgorzata Marcin Mariusz Marta Mateusz Michal Mihai Monika Natalia Oksana Pavel Pawel Piotr Przemek Radoslaw Rafal Renata Slawomir Sorin Svetlana Sylwia Szymon Tadeusz Tomasz Urszula Vasile Viorel Waldemar Wioletta Wojciech Zbigniew Zofia",
        "Adamczyk Balan Baran Bielawski Constantin Dabrowski Dobre Dumitru Dziedzic Georgiev Gorski Grabowski Ivanov Jankowski Jaworska Kaminska Kaminski Kazlauskas Kowalczyk Kowalska Kowalski Kozlowska Krawczyk Kucharski Lewandowski Lungu Majewska Marinescu Mazur Moldovan Munteanu Novak Nowak Olszewski Pawlak Petrauskas Petrov Piotrowska Popa Popescu Radu Rusu Sikora Stan Stoica Szczepanski Szymanska Wieczorek Wisniewski Wojcik Wozniak Wrobel Zajac Zawadzka Zielinski",
    ),
}
_WORDLIKE_FIRST = "Amber April Autumn Aurora Blessing Bliss Blue Comfort Crystal Daisy Dawn Destiny Faith Fern Flora Frank Gene Ginger Glen Grace Grant Guy Harmony Heath Heather Hazel Heaven Holly Hope Hunter Iris Ivory Ivy Jack Jade Jasmine Jewel Joy June Justice Lance Lily Mark Marina Mason Max May Melody Mercy Miles Miracle Noble Olive Opal Pat Patience Peace Pearl Penny Pepper Poppy Precious Prince Princess Queenie Raven Ray Reed River Rob Robin Rod Rose Rosemary Rowan Ruby Sage Sandy Savannah Scarlett Sky Sonny Star Stone Storm Sue Summer Sunny Tiger Trinity Tyme Verity Victor Violet Wade Ward Will Willow Winter Wren Angel Chase Christian Duke Earl Herb Bill Bob Buddy Cliff Dale Dean Dolly Drew Art Chip"
_WORDLIKE_LAST = "Ash Baker Ball Bank Barber Bass Beck Bell Bird Bishop Black Bloom Bond Booth Bowman Boyle Bright Brook Brown Buck Bull Burns Bush Butcher Butler Carpenter Castle Chambers Church Clay Cook Court Cox Craft Crisp Cross Day Dean Drake Drew Drinkwater English Farmer Field Fielding Fish Fisher Flint Flower Forest Forward Foster Fox French Frost Fry Gale Gardener Glass Gold Good Grant Gray Green Grey Grove Guest Hall Hand Hardy Hawk Hill Hood Hope House Hunt Hurst Ivory Judge Keen King Knight Lake Lamb Lane Law Little Lock Long Lord Love Low Major Mann Marsh May Mead Miller Mills Moody Moon Moor Moss Nail Noble North Page Paine Parish Park Parsons Peace Peach Peacock Peel Penny Pepper Pike Pitt Plant Pool Pope Porter Potter Pound Power Price Prince Prior Rain Read Reading Rich Ridge Ring Rivers Root Rose Rowe Sale Savage Sharp Shepherd Shields Short Silver Singer Skinner Small Smart Snow Speed Spring Stone Strange Street Strong Summers Swan Sweet Swift Tanner Temple Thorn Tower Town Trout Tuck Wade Walker Wall Ward Waters Weeks Wells West White Wild Winter Wise Wolf Wood Worth Wright Young"
_NICKNAMES = "Baz Gaz Daz Shaz Chaz Jez Tez Kez Loz Mo Bizzle Ginge Smiler Spud Tiny Titch Dobber Jonno Robbo Deano Stevo Daveyboy Macca Gibbo Wardy Smudge Chalky Dusty Nobby Lofty Tank Scouse Taff Jock Geordie Bones Frosty Sparky Cookie Bear Moose Fish Duke Buster Ziggy Jinx Scrappy Peanut Skip Tonka Beefy Mitch Fitzy Sully Murph Kav Bex Trace Shell Mand Jackie-O Nat Jen-Jen Jojo Bibi Kiki Lulu Mimi Gigi Didi Nini Coco Pixie Dot Dee Vee Kay Jay Tee Zee Raf Sal Moz Abz Immy Shabs Haz Waz Naz Ash Az"

TOWNS = "Abergele Aberystwyth Ammanford Bangor Barnsley Barry Basildon Bedford Birkenhead Blackburn Blackpool Bolton Bradford Brecon Bridgend Brighton Bristol Builth Burnley Bury Caernarfon Caerphilly Cardiff Cardigan Carlisle Carmarthen Chester Chesterfield Colchester Coventry Crawley Crewe Croydon Cwmbran Darlington Denbigh Derby Doncaster Dover Dudley Durham Ealing Exeter Fishguard Flint Gateshead Gloucester Grimsby Halifax Harlow Harrow Hartlepool Hastings Hounslow Hull Ilford Ipswich Keighley Kettering Lambeth Lampeter Lancaster Leeds Leicester Lewisham Lincoln Liverpool Llandudno Llanelli Llangefni Llangollen Llanidloes Llantrisant Luton Machynlleth Maesteg Maidstone Manchester Margate Merthyr Middlesbrough Mold Neath Newport Newtown Northampton Norwich Nottingham Nuneaton Oldham Oxford Peterborough Pembroke Plymouth Pontypool Pontypridd Porth Porthcawl Porthmadog Portsmouth Preston Pwllheli Ramsgate Reading Redcar Rhondda Rhyl Rochdale Rotherham Ruthin Salford Scarborough Sheffield Shrewsbury Skegness Slough Solihull Southend Southport Stafford Stockport Stockton Sunderland Swansea Swindon Telford Tenby Torquay Tottenham Tredegar Truro Wakefield Walsall Warrington Welshpool Wembley Weymouth Widnes Wigan Wolverhampton Worcester Worthing Wrexham Yeovil York Ystradgynlais Ynysybwl Tonypandy Treorchy Glasgow Edinburgh Dundee Belfast Derry Dublin Cork Galway Lagos Karachi Lahore Mirpur Sylhet Dhaka Warsaw Krakow Bucharest Vilnius Accra Mogadishu".split()
AREAS = "Moss Side,Penrhys Estate,Toxteth,Chapeltown,Hyson Green,Sparkbrook,Small Heath,Gurnos,Ely,Splott,Townhill,Mayhill,St Thomas,Walker,Byker,Page Hall,Burngreave,Manningham,Lumb Lane,the Meadows estate,Kirkby,Speke,Norris Green,Parkside,Queens Park,Tiger Bay,Y Felinheli,Bryn Hyfryd,Cwm Taf,Caia Park,Lache,Harpurhey,Gorton,Longsight,Peckham,Brixton,Southall,Handsworth,Lozells,Alum Rock".split(
    ","
)
STREETS = "Acacia Ash Beech Birch Cedar Chapel Chestnut Church Clarence Coronation Elm Gladstone Grange Hawthorn Heol Hill Jubilee King Larch Lime Mafeking Manor Market Mill Nelson Oak Orchard Park Poplar Prospect Queen Raglan Rosebery Rowan School Station Sycamore Tennyson Terrace Tudor Union Vicarage Victoria Wellington Willow Windsor Wordsworth".split()
STREET_TYPES = (
    "Road Street Avenue Close Drive Lane Terrace Crescent Grove Way Court Place Gardens Walk Rd St Ave Cl".split()
)
WELSH_STREETS = "Heol y Felin,Ffordd Pentre,Stryd Fawr,Heol Las,Maes yr Haf,Bryn Teg,Lon y Coed,Heol Dewi,Rhodfa'r Mor,Cae Glas,Tan y Bryn,Heol yr Orsaf,Ffordd y Bryn,Stryd y Capel".split(
    ","
)
SITES = "St Mary's Primary,Oakfield Primary School,Ysgol Bryn Coed,Ysgol y Dderwen,Hillcrest Surgery,Park Lane Medical Centre,Riverside Nursery,Little Acorns,Northgate Academy,the Crown Inn,The Red Lion,Tesco Express,Aldi,Beechwood Care Home,Harbour House,Bethel Chapel,Jamia Masjid,St Joseph's,Willows Children's Centre,Meadowbank Hostel,Greggs,Amazon,Sports Direct,Kwik Fit,Royal Gwent,Queen's Hospital,Leighton Hospital,HMP Altcourse,HMP Berwyn,HMP Leeds,Job Centre,Mountain View Family Centre,Coleg Gwent,Bangor University,the Fox and Hounds,Grace Lodge,Hope House,Rose Cottage Nursery".split(
    ","
)
AGENCIES = "Women's Aid,Refuge,SafeLives,Barnardo's,NSPCC,Cafcass,Children's Services,Adult Social Care,Housing Options,Probation,the Crown Prosecution Service,CPS,NHS,DWP,Home Office,Victim Support,Citizens Advice,Shelter,Turning Point,Change Grow Live,Samaritans,Drive,Restart,Youth Justice Service,Early Help,Live Fear Free,Karma Nirvana,Southall Black Sisters,Dyfed-Powys Police,South Wales Police,Greater Manchester Police,West Yorkshire Police,the Met,Trafford Council,Gwynedd Council,Family Court,Magistrates,Crown Court,Rail Replacement,Vodafone,British Gas,Universal Credit,HMRC".split(
    ","
)
TERMS = "ABH,GBH,IDVA,ISVA,SW,SSW,HV,GP,CPN,MARAC,MASH,MAPPA,DASH,DARA,IDAP,BBR,CIN,CP,ICPC,RCPC,LAC,PLO,NMO,DVPO,DVPN,DAPO,SHPO,RO,CAFCASS,CAMHS,CMHT,A&E,ED,AMHP,PPN,DHR,S47,S17,EHCP,SENCO,DSL,TAF,EH,NFA,DNA,UTC,OIC,PPU,PVP,CRN,PNC,PIP,UC,ESA,TA,LA,LADO,NRPF,ILR,DV,DA,DVA,VAWG,HBA,FM,CCB,VIC,PERP,SUSP,MH,MHA,DOLS,TBC,FTA,LOI,VPS,VAF,VIW,RSO,ViSOR,OASys,OVP,SARA,IO,IRO,COB,AOB,EDT,ASB,ACE,EDS,ADHD,PTSD,EUPD,COPD,UTI,OD,BP,CBT,DBT,EMDR,SSRI,Class A,CSA,CSE,MISPER".split(
    ","
)
KIN = "mum mam dad nan nain taid gran grandad sister brother auntie uncle cousin partner ex wife husband stepdad stepmum baby son daughter twins MGM PGM MGF mother-in-law niece nephew foster carer landlord neighbour".split()
DRUGS = "sertraline diazepam pregabalin methadone mirtazapine Subutex Buvidal cannabis crack cocaine spice ketamine fluoxetine zopiclone Antabuse quetiapine codeine alcohol vodka Stella".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tues Weds Thurs Fri".split()
MONTHS = "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sept Oct Nov Dec".split()


def held(word: str) -> bool:
    """Whether a word is kept back for the test notes."""
    return hashlib.sha256(word.lower().encode()).digest()[0] < 64  # noqa: PLR2004 -- a quarter


def names(*, test: bool) -> dict[str, tuple[list[str], list[str]]]:
    """First names and surnames by origin: those to train with, or those kept back."""
    pools: dict[str, tuple[set[str], set[str]]] = {}
    for origin, locales in _FAKER.items():
        first, last = pools.setdefault(origin, (set(), set()))
        for locale in locales:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
            for key in ("first_names", "first_names_male", "first_names_female"):
                first |= _latin(getattr(provider, key, ()))
            for key in ("last_names", "last_names_male", "last_names_female"):
                last |= _latin(getattr(provider, key, ()))
    for origin, (first_text, last_text) in _OWN.items():
        first, last = pools.setdefault(origin, (set(), set()))
        first |= set(first_text.split())
        last |= set(last_text.split())
    pools["english"][0].update(word.title() for word in _listed("first_names")[:1400])
    pools["english"][1].update(word.title() for word in _listed("surnames"))
    pools["word-like"] = (set(_WORDLIKE_FIRST.split()), set(_WORDLIKE_LAST.split()))
    return {
        origin: tuple(sorted(one for one in words if held(one) is test) for words in both)
        for origin, both in sorted(pools.items())
    }


def nicknames(*, test: bool) -> list[str]:
    """Short and street names."""
    own = {word.title() for word in _listed("nicknames")} | set(_NICKNAMES.split())
    return sorted(one for one in own if held(one) is test)


def plain_words() -> list[str]:
    """Everyday words that are also names, as words."""
    return sorted({one.lower() for one in (*_WORDLIKE_FIRST.split(), *_WORDLIKE_LAST.split())})


def _listed(name: str) -> list[str]:
    text = (_DATA / f"{name}.txt").read_text(encoding="utf-8")
    return " ".join(line.partition("#")[0] for line in text.splitlines()).split()


def _latin(words: object) -> set[str]:
    return {str(one) for one in words if _LATIN.fullmatch(str(one))}  # type: ignore[attr-defined]
