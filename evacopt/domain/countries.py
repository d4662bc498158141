"""States and nationalities: their codes (ISO 3166-1, ICAO 9303), and what people write for them.

The names are the short English ones of ISO 3166-1, what the citizens are called, and common names in other
languages; beside them codes of the Olympic committee, of FIFA, and older ones that differ from ISO 3166-1.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator

from evacopt.domain.look_alikes import as_typed
from evacopt.domain.nearest import did_you_mean, suggested
from evacopt.domain.phrase import either

_ISO_PAIRS = """
AD AND AE ARE AF AFG AG ATG AI AIA AL ALB AM ARM AO AGO AQ ATA AR ARG AS ASM AT AUT AU AUS AW ABW AX ALA AZ
AZE BA BIH BB BRB BD BGD BE BEL BF BFA BG BGR BH BHR BI BDI BJ BEN BL BLM BM BMU BN BRN BO BOL BQ BES BR BRA
BS BHS BT BTN BV BVT BW BWA BY BLR BZ BLZ CA CAN CC CCK CD COD CF CAF CG COG CH CHE CI CIV CK COK CL CHL CM
CMR CN CHN CO COL CR CRI CU CUB CV CPV CW CUW CX CXR CY CYP CZ CZE DE DEU DJ DJI DK DNK DM DMA DO DOM DZ DZA
EC ECU EE EST EG EGY EH ESH ER ERI ES ESP ET ETH FI FIN FJ FJI FK FLK FM FSM FO FRO FR FRA GA GAB GB GBR GD
GRD GE GEO GF GUF GG GGY GH GHA GI GIB GL GRL GM GMB GN GIN GP GLP GQ GNQ GR GRC GS SGS GT GTM GU GUM GW GNB
GY GUY HK HKG HM HMD HN HND HR HRV HT HTI HU HUN ID IDN IE IRL IL ISR IM IMN IN IND IO IOT IQ IRQ IR IRN IS
ISL IT ITA JE JEY JM JAM JO JOR JP JPN KE KEN KG KGZ KH KHM KI KIR KM COM KN KNA KP PRK KR KOR KW KWT KY CYM
KZ KAZ LA LAO LB LBN LC LCA LI LIE LK LKA LR LBR LS LSO LT LTU LU LUX LV LVA LY LBY MA MAR MC MCO MD MDA ME
MNE MF MAF MG MDG MH MHL MK MKD ML MLI MM MMR MN MNG MO MAC MP MNP MQ MTQ MR MRT MS MSR MT MLT MU MUS MV MDV
MW MWI MX MEX MY MYS MZ MOZ NA NAM NC NCL NE NER NF NFK NG NGA NI NIC NL NLD NO NOR NP NPL NR NRU NU NIU NZ
NZL OM OMN PA PAN PE PER PF PYF PG PNG PH PHL PK PAK PL POL PM SPM PN PCN PR PRI PS PSE PT PRT PW PLW PY PRY
QA QAT RE REU RO ROU RS SRB RU RUS RW RWA SA SAU SB SLB SC SYC SD SDN SE SWE SG SGP SH SHN SI SVN SJ SJM SK
SVK SL SLE SM SMR SN SEN SO SOM SR SUR SS SSD ST STP SV SLV SX SXM SY SYR SZ SWZ TC TCA TD TCD TF ATF TG TGO
TH THA TJ TJK TK TKL TL TLS TM TKM TN TUN TO TON TR TUR TT TTO TV TUV TW TWN TZ TZA UA UKR UG UGA UM UMI US
USA UY URY UZ UZB VA VAT VC VCT VE VEN VG VGB VI VIR VN VNM VU VUT WF WLF WS WSM YE YEM YT MYT ZA ZAF ZM ZMB
ZW ZWE
"""
_DOCUMENT_CODES = """
EUE GBD GBN GBO GBP GBS IAO RKS UNA UNK UNO XBA XCC XCE XCO XDC XEC XES XIM XMP XOM XPO XXA XXB XXC XXX
"""
_PAIRED = _ISO_PAIRS.split()

ALPHA3 = dict(zip(_PAIRED[::2], _PAIRED[1::2], strict=True))
"""ISO 3166-1 alpha-3 of each alpha-2."""

DOCUMENT_CODES = frozenset(_DOCUMENT_CODES.split())
"""What ICAO 9303-3 adds: organisations, classes of British nationality, stateless people, refugees."""

NATIONALITIES = frozenset(ALPHA3.values()) | DOCUMENT_CODES
"""Every code that a travel document may carry."""

_MOST_ASKED = 20
_LIKENESS = 0.8
_LONGEST = 60
_NAMES = """
ABW=ARU,Aruba; AFG=Afghanistan,Afghan,Afghane,Afghanisch,Afgano,Afgana,Afganistán; AGO=ANG,Angola,Angolan;
AIA=Anguilla; ALA=Aland Islands,Aland; ALB=Albania,Albanian,Albanien; AND=Andorra,Andorran; ARE=UAE,United
Arab Emirates,Emirates,Emirati,Vereinigte Arabische Emirate;
ARG=Argentina,Argentine,Argentinian,Argentinien; ARM=Armenia,Armenian,Armenien; ASM=ASA,American Samoa;
ATA=Antarctica; ATF=French Southern Territories; ATG=ANT,Antigua and Barbuda;
AUS=Australia,Australian,Australien;
AUT=Austria,Austrian,Österreich,Autriche,Autrichien,Autrichienne,Österreichisch,Österreicher,Austriaco,Austriaca;
AZE=Azerbaijan,Azeri,Azerbaijani; BDI=Burundi,Burundian;
BEL=Belgium,Belgian,Belgique,België,Belgien,Belge,Belgisch,Belga,Bélgica;
BEN=Benin,Beninese,Béninois,Béninoise,Beninisch,Beninés,Beninesa; BES=Bonaire Sint Eustatius and
Saba,Bonaire; BFA=BUR,Burkina Faso,Burkinabe,Burkinisch;
BGD=BAN,Bangladesh,Bangladeshi,Bangladais,Bangladaise,Bangladeschisch,Bangladesí;
BGR=BUL,Bulgaria,Bulgarian,Bulgarien,Bulgare,Bulgarisch,Búlgaro,Búlgara,Bulgarie; BHR=Bahrain,Bahraini;
BHS=BAH,Bahamas; BIH=Bosnia and Herzegovina,Bosnia,Bosnian,Bosnien,BOS; BLM=Saint Barthelemy;
BLR=Belarus,Belarusian,Weissrussland; BLZ=BIZ,Belize; BMU=BER,Bermuda; BOL=Bolivia,Plurinational State of
Bolivia,Bolivian;
BRA=Brazil,Brasil,Brazilian,Brasilien,Brésilien,Brésilienne,Brasilianisch,Brasileño,Brasileña,Brésil;
BRB=BAR,Barbados; BRN=BRU,Brunei,Brunei Darussalam; BTN=BHU,Bhutan,Bhutanese; BVT=Bouvet Island;
BWA=BOT,Botswana; CAF=CTA,Central African Republic;
CAN=Canada,Canadian,Kanada,Canadien,Canadienne,Kanadisch,Canadiense; CCK=Cocos Islands,Keeling Islands;
CHE=SUI,Switzerland,Swiss,Schweiz,Suisse,Svizzera,SWI,Schweizerisch,Schweizer,Schweizerin,Suizo,Suiza;
CHL=CHI,Chile,Chilean; CHN=China,Chinese,People's Republic of
China,PRC,CHI,Chinois,Chinoise,Chinesisch,Chino,Chine; CIV=Cote d'Ivoire,Ivory
Coast,Ivorian,Elfenbeinküste,Ivoirien,Ivoirienne,Ivorisch,Ivorer,Marfileño,Marfileña,Costa de Marfil;
CMR=Cameroon,Cameroun,Cameroonian,Kamerun,Camerounais,Camerounaise,Kamerunisch,Camerunés,Camerunesa,Camerún;
COD=DRC,DR Congo,Democratic Republic of the Congo,Congo Kinshasa,Congo; COG=CGO,Republic of the Congo,Congo
Brazzaville,Congo; COK=Cook Islands;
COL=Colombia,Colombian,Colombien,Colombienne,Kolumbianisch,Colombiano,Colombiana; COM=Comoros; CPV=Cabo
Verde,Cape Verde; CRI=CRC,Costa Rica,Costa Rican; CUB=Cuba,Cuban; CUW=CUR,Curacao; CXR=Christmas Island;
CYM=CAY,Cayman Islands; CYP=Cyprus,Cypriot,Zypern; CZE=CZR,Czechia,Czech
Republic,Czech,Tschechien,Tchèque,Tschechisch,Checo,Checa,República Checa,Tchéquie; DEU=GER,Germany,Federal
Republic of
Germany,German,Deutschland,Allemagne,Alemania,Germania,GE,Allemand,Allemande,Deutsch,Deutsche,Deutscher,Alemán,Alemana;
DJI=Djibouti; DMA=Dominica,Dominican;
DNK=DEN,Denmark,Danish,Danmark,Dänemark,DA,Danois,Danoise,Dänisch,Danés,Danesa,Dinamarca; DOM=Dominican
Republic,Dominican;
DZA=ALG,Algeria,Algerian,Algérie,Algérien,Algérienne,Algerisch,Argelino,Argelina,Argelia;
ECU=Ecuador,Ecuadorian;
EGY=Egypt,Egyptian,Ägypten,Égyptien,Égyptienne,Ägyptisch,Egipcio,Egipcia,Egipto,Égypte;
ERI=Eritrea,Eritrean,Érythréen,Érythréenne,Eritreisch,Eritreo,Érythrée; ESH=Western Sahara,Sahrawi;
ESP=SPA,Spain,Spanish,España,Espagne,Spanien,SP,Espagnol,Espagnole,Spanisch,Spanier,Spanierin,Español,Española;
EST=Estonia,Estonian,Eesti,Estland;
ETH=Ethiopia,Ethiopian,Äthiopien,Éthiopien,Éthiopienne,Äthiopisch,Etíope,Etiopía,Éthiopie;
FIN=Finland,Finnish,Suomi,Finnland,Finlandais,Finlandaise,Finnisch,Finlandés,Finlandesa,Finlandia,Finlande;
FJI=FIJ,Fiji,Fijian; FLK=Falkland Islands,Malvinas;
FRA=France,French,Frankreich,Francia,Français,Française,Französisch,Franzose,Französin,Francés,Francesa;
FRO=FAR,Faroe Islands; FSM=Micronesia,Federated States of Micronesia;
GAB=Gabon,Gabonese,Gabonais,Gabonaise,Gabunisch,Gabonés,Gabonesa; GBR=ENG,SCO,WAL,NIR,United Kingdom,Great
Britain,Britain,British,England,Scotland,Wales,Northern Ireland,Royaume Uni,Vereinigtes
Königreich,Grossbritannien,UK,Britannique,Britisch,Brite,Británico,Británica,Reino Unido,Grande Bretagne;
GEO=Georgia,Georgian,Georgien,GE; GGY=Guernsey;
GHA=Ghana,Ghanaian,Ghanéen,Ghanéenne,Ghanaisch,Ghanés,Ghanesa; GIB=Gibraltar;
GIN=GUI,Guinea,Guinean,Guinée,Guinéen,Guinéenne,Guineisch,Guineano,Guineana; GLP=Guadeloupe;
GMB=GAM,Gambia,Gambian; GNB=Guinea-Bissau; GNQ=EQG,GEQ,Equatorial Guinea;
GRC=GRE,Greece,Greek,Hellas,Griechenland,Grèce,EL,Grec,Grecque,Griechisch,Griego,Griega,Grecia;
GRD=GRN,Grenada; GRL=Greenland; GTM=GUA,Guatemala,Guatemalan; GUF=French Guiana; GUM=Guam;
GUY=Guyana,Guyanese,GUI; HKG=Hong Kong; HMD=Heard Island and McDonald Islands; HND=HON,Honduras,Honduran;
HRV=CRO,Croatia,Croatian,Hrvatska,Kroatien;
HTI=HAI,Haiti,Haitian,Haïtien,Haïtienne,Haitianisch,Haitiano,Haitiana;
HUN=Hungary,Hungarian,Magyarország,Ungarn,Hongrois,Hongroise,Ungarisch,Húngaro,Húngara,Hungría,Hongrie;
IDN=INA,Indonesia,Indonesian,Indonesien; IMN=Isle of Man; IND=India,Indian,Indien,Indienne,Indisch,Indio;
IOT=British Indian Ocean Territory;
IRL=Ireland,Irish,Éire,Irland,Irlande,IRE,Irlandais,Irlandaise,Irisch,Irlandés,Irlandesa,Irlanda;
IRN=IRI,Iran,Islamic Republic of Iran,Iranian,Iranien,Iranienne,Iranisch,Iraní;
IRQ=Iraq,Iraqi,Irak,Irakien,Irakienne,Irakisch,Iraquí; ISL=ICE,Iceland,Icelandic;
ISR=Israel,Israeli,Israélien,Israélienne,Israelisch;
ITA=Italy,Italian,Italia,Italien,Italie,Italienne,Italienisch,Italiener,Italienerin,Italiano,Italiana;
JAM=Jamaica,Jamaican; JEY=Jersey;
JOR=Jordan,Jordanian,Jordanien,Jordanienne,Jordanisch,Jordano,Jordana,Jordania;
JPN=JAP,Japan,Japanese,Japonais,Japonaise,Japanisch,Japonés,Japonesa,Japón; KAZ=Kazakhstan,Kazakh;
KEN=Kenya,Kenyan,Kenia,Kényane,Kenianisch,Keniano,Keniana; KGZ=Kyrgyzstan,Kyrgyz;
KHM=CAM,Cambodia,Cambodian,Kambodscha; KIR=Kiribati; KNA=SKN,Saint Kitts and Nevis; KOR=ROK,South
Korea,Republic of Korea,South Korean,Südkorea,Korea; KWT=KUW,Kuwait,Kuwaiti; LAO=Laos,Lao People's
Democratic Republic,Lao;
LBN=LIB,LEB,Lebanon,Lebanese,Liban,Libanon,Libanais,Libanaise,Libanesisch,Libanés,Libanesa,Líbano;
LBR=LBE,Liberia,Liberian; LBY=LBA,Libya,Libyan,Libyen,LIB,Libyenne,Libysch,Libio,Libia; LCA=Saint Lucia;
LIE=Liechtenstein; LKA=SRI,Sri Lanka,Sri Lankan; LSO=LES,Lesotho;
LTU=LIT,Lithuania,Lithuanian,Lietuva,Litauen; LUX=Luxembourg,Luxembourgish,Luxemburg;
LVA=LAT,Latvia,Latvian,Latvija,Lettland; MAC=Macao,Macau; MAF=Saint Martin;
MAR=MRC,Morocco,Moroccan,Maroc,Marokko,Marocain,Marocaine,Marokkanisch,Marroquí,Marruecos; MCO=MON,Monaco;
MDA=MOL,Moldova,Republic of Moldova,Moldovan,Moldau; MDG=MAD,Madagascar,Malagasy,Malgache,Madagassisch;
MDV=Maldives; MEX=Mexico,Mexican,Mexiko,Mexicain,Mexicaine,Mexikanisch,Mexicano,Mexicana,Mexique;
MHL=MSH,Marshall Islands; MKD=North Macedonia,Macedonia,Macedonian;
MLI=Mali,Malian,Malien,Malienne,Malisch,Malier,Maliense; MLT=MAT,Malta,Maltese;
MMR=MYA,Myanmar,Burma,Burmese; MNE=Montenegro,Montenegrin; MNG=MGL,Mongolia,Mongolian; MNP=Northern Mariana
Islands; MOZ=Mozambique,Mozambican,Mosambik;
MRT=MTN,Mauritania,Mauritanian,MAU,Mauritanien,Mauritanienne,Mauretanisch,Mauritano,Mauritana;
MSR=Montserrat; MTQ=Martinique; MUS=MRI,Mauritius,Mauritian,MAU; MWI=MAW,Malawi,Malawian;
MYS=MAS,Malaysia,Malaysian; MYT=Mayotte; NAM=Namibia,Namibian; NCL=New Caledonia;
NER=NIG,Niger,Nigerien,Nigérienne,Nigrisch,Nigrer,Nigerino,Nigerina; NFK=Norfolk Island;
NGA=NGR,Nigeria,Nigerian,NIG,Nigériane,Nigerianisch,Nigerianer,Nigeriano,Nigeriana;
NIC=NCA,Nicaragua,Nicaraguan; NIU=Niue; NLD=NED,HOL,Netherlands,Holland,Dutch,Nederland,Niederlande,Pays
Bas,Néerlandais,Néerlandaise,Niederländisch,Holandés,Holandesa,Países Bajos,Neerlandés;
NOR=Norway,Norwegian,Norge,Norwegen,Norvège,Norvégien,Norvégienne,Norwegisch,Noruego,Noruega;
NPL=NEP,Nepal,Nepalese,Nepali; NRU=Nauru; NZL=NZE,New Zealand,Neuseeland; OMN=OMA,Oman,Omani;
PAK=Pakistan,Pakistani,Pakistanais,Pakistanaise,Pakistanisch,Paquistaní; PAN=Panama,Panamanian;
PCN=Pitcairn; PER=Peru,Peruvian;
PHL=PHI,Philippines,Filipino,Philippinen,Philippin,Philippine,Philippinisch,Filipina,Filipinas; PLW=Palau;
PNG=Papua New Guinea;
POL=Poland,Polish,Polska,Polen,Pologne,Polonais,Polonaise,Polnisch,Polaco,Polaca,Polonia; PRI=PUR,Puerto
Rico; PRK=DPRK,North Korea,Democratic People's Republic of Korea,North Korean,Nordkorea,Korea;
PRT=POR,Portugal,Portuguese,PO,Portugais,Portugaise,Portugiesisch,Portugués,Portuguesa;
PRY=PAR,Paraguay,Paraguayan; PSE=PLE,Palestine,State of
Palestine,Palestinian,Palästina,Palestinien,Palestinienne,Palästinensisch,Palestino,Palestina;
PYF=TAH,French Polynesia; QAT=Qatar,Qatari,Katar; REU=Reunion; RKS=XK,KOS,KVX,XKX,Kosovo,Kosovar;
ROU=ROM,Romania,Romanian,Rumänien,Roumanie,Roumain,Roumaine,Rumänisch,Rumano,Rumana,Rumania;
RUS=Russia,Russian Federation,Russian,Russland,Rossiya,Russe,Russisch,Ruso,Rusa,Rusia,Russie;
RWA=Rwanda,Rwandan,Ruanda; SAU=KSA,Saudi Arabia,Saudi,Saudi Arabian,Saudi Arabien;
SDN=SUD,Sudan,Sudanese,Soudan,Soudanais,Soudanaise,Sudanesisch,Sudanés,Sudanesa;
SEN=Senegal,Senegalese,Sénégalais,Sénégalaise,Senegalesisch,Senegalés,Senegalesa;
SGP=SIN,Singapore,Singaporean,Singapur; SGS=South Georgia and the South Sandwich Islands; SHN=Saint Helena;
SJM=Svalbard and Jan Mayen,Svalbard; SLB=SOL,Solomon Islands; SLE=Sierra Leone; SLV=ESA,El
Salvador,Salvadoran; SMR=San Marino; SOM=Somalia,Somali,Somalien,Somalienne,Somalisch; SPM=Saint Pierre and
Miquelon; SRB=Serbia,Serbian,Serbien; SSD=South Sudan,South Sudanese,Südsudan,Sud
Soudanais,Südsudanesisch,Sudán del Sur,Soudan du Sud; STP=Sao Tome and Principe,Sao Tome;
SUR=Suriname,Surinam; SVK=SLK,Slovakia,Slovak,Slowakei,SLO; SVN=SLO,Slovenia,Slovenian,Slowenien;
SWE=Sweden,Swedish,Sverige,Schweden,Suède,Suédois,Suédoise,Schwedisch,Sueco,Sueca,Suecia;
SWZ=Eswatini,Swaziland; SXM=Sint Maarten; SYC=SEY,Seychelles; SYR=Syria,Syrian Arab
Republic,Syrian,Syrien,Syrie,Syrienne,Syrisch,Sirio,Siria; TCA=Turks and Caicos Islands;
TCD=CHA,Chad,Chadian,Tchad,Tschad,Tchadien,Tchadienne,Tschadisch,Chadiano,Chadiana;
TGO=TOG,Togo,Togolese,Togolais,Togolaise,Togoisch,Togolés,Togolesa; THA=Thailand,Thai; TJK=Tajikistan,Tajik;
TKL=Tokelau; TKM=Turkmenistan,Turkmen; TLS=Timor-Leste,East Timor; TON=TGA,Tonga; TTO=TRI,Trinidad and
Tobago; TUN=Tunisia,Tunisian,Tunisie,Tunesien,Tunisien,Tunisienne,Tunesisch,Tunecino,Tunecina,Túnez;
TUR=Turkey,Türkiye,Turkish,Türkei,Turquie,TU,Turc,Turque,Türkisch,Turco,Turca,Turquía; TUV=Tuvalu;
TWN=TPE,Taiwan,Taiwanese; TZA=TAN,Tanzania,United Republic of Tanzania,Tanzanian,Tansania;
UGA=Uganda,Ugandan; UKR=Ukraine,Ukrainian,Ukrainien,Ukrainienne,Ukrainisch,Ucraniano,Ucraniana,Ucrania;
UMI=United States Minor Outlying Islands; UNO=UN,United Nations; URY=URU,Uruguay,Uruguayan; USA=United
States,United States of America,America,American,US Citizen,Etats Unis,Vereinigte
Staaten,Américain,Américaine,Amerikanisch,US Amerikaner,Estadounidense,Estados Unidos;
UZB=Uzbekistan,Uzbek,Usbekistan; VAT=Vatican City,Vatican,Holy See; VCT=VIN,Saint Vincent and the
Grenadines; VEN=Venezuela,Bolivarian Republic of Venezuela,Venezuelan; VGB=IVB,British Virgin Islands,Virgin
Islands; VIR=ISV,US Virgin Islands,Virgin Islands; VNM=VIE,Vietnam,Viet Nam,Vietnamese; VUT=VAN,Vanuatu;
WLF=Wallis and Futuna; WSM=SAM,Samoa,Samoan; XXA=Stateless,Apatride,Staatenlos,Apátrida; XXB=Refugee;
XXC=Refugee; XXX=Unknown,Unspecified; YEM=Yemen,Yemeni,Jemen,Yéménite,Jemenitisch; ZAF=RSA,South
Africa,South African,Südafrika,Afrique du Sud; ZMB=ZAM,Zambia,Zambian,Sambia;
ZWE=ZIM,Zimbabwe,Zimbabwean,Simbabwe;
"""


def _key(text: str) -> str:
    """`text` without case, accents, blanks and what stands before a name without being part of it."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", as_typed(text)).casefold() if sign.isalnum()
    )
    return plain.removeprefix("the") if len(plain) > 5 else plain


def _named() -> Iterator[tuple[str, list[str]]]:
    """Each code with what people write for it."""
    for entry in _NAMES.replace("\n", " ").split(";"):
        code, _, names = entry.strip().partition("=")
        if code:
            yield code, names.split(",")


def country_names() -> dict[str, str]:
    """The short English name of each code that has one."""
    return {
        code: next((name for name in names if len(name) > 3 or not name.isupper()), code)
        for code, names in _named()
    }


def _meanings() -> dict[str, tuple[str, ...]]:
    meanings: dict[str, set[str]] = {}
    for code, names in _named():
        for name in (code, *names):
            meanings.setdefault(_key(name), set()).add(code)
    for alpha2, alpha3 in ALPHA3.items():
        meanings.setdefault(_key(alpha2), set()).add(alpha3)
    return {key: tuple(sorted(codes)) for key, codes in meanings.items()}


_MEANINGS = _meanings()


def meant_nationalities(text: str) -> tuple[str, ...]:
    """The codes that `text` may stand for as a name or another code, by nothing but its meaning."""
    first = text.partition(",")[0]
    return _first_known(text, (*_whole(text), first, first.partition("(")[0]))


def certain_nationality(text: str) -> str:
    """The one code that all of `text` stands for; blank where there are two: `French, Nigerien`."""
    code = as_typed(text).upper()
    if code in NATIONALITIES:
        return code
    meant = _first_known(text, _whole(text))
    return meant[0] if len(meant) == 1 else ""


def _whole(text: str) -> tuple[str, str]:
    """The forms of all of `text`: lists of states write `Korea, Republic of`."""
    first, _, last = text.partition(",")
    return text, f"{last} {first}"


def _first_known(text: str, forms: Iterable[str]) -> tuple[str, ...]:
    """What the first of `forms` that means anything does; nothing where `text` is too long for a name."""
    keys = map(_key, forms) if len(text) <= _LONGEST else ()
    return next((_MEANINGS[key] for key in keys if key in _MEANINGS), ())


class NationalityRemedies:
    """What to write instead of what is no nationality: by meaning first, then by letters.

    Likeness is looked for the first twenty times only: a file may hold a million wrong codes.

    Parameters
    ----------
    also : names that may be meant besides, such as blocs
    """

    def __init__(self, also: Iterable[str] = ()) -> None:
        self._also = tuple(also)
        self._asked: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """The remedy for `text`, blank where nothing is near."""
        codes = [code for code in meant_nationalities(text) if code != text]
        if codes:
            return suggested(either(codes))
        if text not in self._asked and len(self._asked) < _MOST_ASKED and len(text) <= _LONGEST:
            self._asked[text] = self._alike(text)
        return self._asked.get(text, "")

    def _alike(self, text: str) -> str:
        near = difflib.get_close_matches(_key(text), _MEANINGS, n=1, cutoff=_LIKENESS)
        if near and len(near[0]) > 4:
            return suggested(either(_MEANINGS[near[0]]))
        codes = NATIONALITIES if 2 < len(text) <= 4 and text not in NATIONALITIES else ()
        return did_you_mean(text, self._also) or did_you_mean(text, codes)


_CODES = """
AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE
"""

MEMBER_STATES = frozenset(_CODES.split())
"""ISO 3166-1 alpha-3 of all 27: whose citizens Directive (EU) 2015/637 and the Union's co-financing mean."""
