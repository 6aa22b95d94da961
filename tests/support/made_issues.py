"""Made-up issues, short, bare and long, that no n° 4 has accustomed the layout to. No row is stored."""

from datetime import date
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image as Pillow

from core.enums import DatePrecision, Provenance
from network.models import Delegation, Enterprise, Mandate, Person
from newsletter.article import Article, Block, Section
from newsletter.enums import Band, TextKind
from newsletter.live import Territory
from newsletter.models import Image, Issue, KeyFigures, Live, Rubrique, Text
from proposals.models import Observation, Question, Trend, WorkTrack
from regions.models import GroupMembership, QualityGroup
from seminars.models import AnnouncedFigure, Stage

SENTENCE = (
    "Les entreprises du réseau décrivent ce qu’elles ont vu, ce qu’elles en retiennent et ce qu’elles comptent en "
    "faire dès l’année prochaine. "
)


def words(count: int) -> str:
    """A text of about so many words, ending on a full stop."""
    return (SENTENCE * (count // 20 + 1))[: count * 6].rsplit(" ", 1)[0].rstrip(",.") + "."


def paragraphs(count: int, length: int = 60) -> str:
    return "".join(f"<p>{words(length + 7 * (index % 4))}</p>" for index in range(count))


def made_issue(**fields) -> Issue:
    return Issue(
        **{
            "number": 12,
            "title": "Rencontres 2031",
            "strapline": "de pont en pont",
            "publisher": "fédération d’essai",
            "provenance": Provenance.ATTESTED,
            **fields,
        }
    )


def made_section(anchor: str, title: str, *blocks: Block, **fields) -> Section:
    return Section(
        Rubrique(anchor=anchor, title=title, **{"band": Band.WHITE, "starts_page": True, **fields}), tuple(blocks)
    )


def made_text(body: str, kind: str = TextKind.BODY, **fields) -> Block:
    name = "signature" if kind == TextKind.SIGNATURE else "text"
    return Block(name, Text(kind=kind, body=body, **fields))


def made_live(name: str, title: str = "", *, data: dict, **fields) -> Block:
    return Block(name, Live(title=title, **fields), data)


def made_figures(count: int) -> Block:
    labels = ("participants", "journées de rencontres à l’étranger", "ponts")
    figures = tuple(
        AnnouncedFigure(value=7**index % 2400, label=labels[index % 3], is_approximate=index % 2 == 1)
        for index in range(count)
    )
    return Block("key_figures", KeyFigures(title=""), {"figures": figures}, figures)


def made_picture(key: int, size: tuple[int, int], *, is_decorative: bool = False) -> Block:
    content = BytesIO()
    Pillow.linear_gradient("L").resize(size).convert("RGB").save(content, "JPEG")
    image = Image(
        pk=key,
        picture=ContentFile(content.getvalue(), name=f"{key}.jpg"),
        alternative="" if is_decorative else "Un dégradé du noir au blanc",
        is_decorative=is_decorative,
        caption="Le pont du Nord, vu de l’autre rive un soir d’été",
        credit="Dessin d’essai",
    )
    for name in ("picture", "renditions"):  # its files, without its row
        Image._meta.get_field(name).pre_save(image, add=True)
    return Block("image", image)


def made_wordings(model: type, count: int) -> tuple:
    return tuple(
        model(
            label="La longue étiquette d’un travail interrégional mené à plusieurs"[: 16 + 11 * (index % 5)].strip(),
            wording="\n\n".join([words(20 + 25 * (index % 4))] * (1 + index % 3)),
        )
        for index in range(count)
    )


def made_territories(count: int) -> tuple[Territory, ...]:
    names = ("Provence-Alpes-Côte d’Azur", "Pays de la Loire", "Île-de-France", "Nord")
    enterprise = Enterprise(name="ATELIERS DU PONT SOLIDAIRE", department="59")

    def member(delegation: Delegation, index: int) -> GroupMembership:
        place = {"enterprise": enterprise} if index % 2 else {"delegation": delegation}
        role = "Chargée de mission Qualité et développement"[: 18 + 8 * (index % 4)].strip()
        person = Person(given_name="Marie-Hélène", family_name=f"DUPONT-LAJOIE {index}")
        return GroupMembership(person=person, mandate=Mandate(role=role, **place))

    found = []
    for index in range(count):
        delegation = Delegation(name=f"COORACE {names[index % 4]} {index + 1}")
        found.append(Territory(delegation, tuple(member(delegation, one) for one in range(1 + index * 3 % 5))))
    return tuple(found)


def made_stages(count: int) -> tuple[Stage, ...]:
    names = ("La veillée", "Les visites des ponts du Nord et de l’Est", "Le retour")
    return tuple(
        Stage(
            position=index + 1,
            name=names[index % 3],
            date_label="fin 2031, début 2032",
            place="Port de l’Est" if index % 2 else "",
            wording=words(8 + 14 * (index % 4)),
        )
        for index in range(count)
    )


def made_themes(count: int) -> list[tuple[str, tuple[Question, ...]]]:
    question = "Comment faire pour que les ponts tiennent l’hiver prochain ?"
    return [
        (
            f"Un thème de questions, le {theme + 1}e ?",
            tuple(Question(context=words(20) if one % 2 else "", question=question) for one in range(1 + theme % 3)),
        )
        for theme in range(count)
    ]


def made_end() -> tuple[Block, Block]:
    imprint = '<p>Édité par la fédération d’essai.</p>\n<p>Une adresse, <a href="https://exemple.org">un\nsite</a>.</p>'
    topics = ["Le bilan des traversées", "À suivre en 2032…"]
    return (
        made_live("next_issue", "Le prochain Fil d’Info", data={"label": "N° 13, automne 2031", "topics": topics}),
        made_live("imprint", data={"imprint": imprint}),
    )


def bare_article() -> Article:
    """No figures, no summary, no date, no imprint: one text."""
    return Article(
        made_issue(strapline="", provenance=Provenance.FICTITIOUS),
        (),
        (made_section("texte", "Un seul texte", made_text(paragraphs(3))),),
    )


def short_article() -> Article:
    """Two rubriques on two pages, both named by the summary."""
    tracks = made_live("tracks", "Pistes", data={"tracks": made_wordings(WorkTrack, 2)})
    return Article(
        made_issue(),
        (),
        (
            made_section("mot", "Un mot court", made_text(f"<p>{words(40)}</p>"), kicker="Édito", teaser=words(15)),
            made_section(
                "pistes", "Deux pistes", tracks, *made_end(), teaser="Peu de choses.", printed_page="p. 3 à 9"
            ),
        ),
    )


def long_article() -> Article:
    """Everything at once, and much of it: texts over several pages, pictures, twenty tracks, twelve delegations."""
    stage = Stage(starts_on=date(2031, 5, 2), ends_on=date(2031, 5, 2), precision=DatePrecision.DAY)
    list_of_six = "<ul>" + f"<li>{words(12)}</li>\n" * 6 + "</ul>"
    edito = [
        made_text(paragraphs(8)),
        made_text(f"<p>{words(14)}</p>", TextKind.QUOTE),
        made_text(f"<h3>Un intertitre</h3>{paragraphs(1)}<p>Une note*.</p>{list_of_six}{paragraphs(3)}"),
        made_text("<p>Présidente</p>", TextKind.SIGNATURE, person=Person(given_name="Ada", family_name="LOVELACE")),
        made_text(f"<p>* Une note\nassez longue : {words(30)}</p>", TextKind.NOTE),
    ]
    meeting = [
        made_text(paragraphs(4), title="Les objectifs"),
        made_picture(1, (1600, 900)),
        made_text(paragraphs(2, 25), TextKind.BOX, title="À retenir"),
        made_picture(2, (500, 900)),
        made_picture(3, (1200, 500), is_decorative=True),
        made_live(
            "group",
            "Un groupe composé de…",
            band=Band.MIST,
            data={"group": QualityGroup(stage=stage), "territories": made_territories(12)},
        ),
    ]
    seen = [
        made_live("observations", "Ce qui a été vu", data={"observations": made_wordings(Observation, 10)}),
        made_live(
            "trends", "Ce qui change", intro=words(20), band=Band.CREAM, data={"trends": made_wordings(Trend, 4)}
        ),
    ]
    tracks = [
        made_live("tracks", "Vingt pistes", band=Band.MIST, data={"tracks": made_wordings(WorkTrack, 20)}),
        made_live("tracks", data={"tracks": made_wordings(WorkTrack, 3)}),
        made_live("questions", "Les questions posées", starts_page=True, data={"themes": made_themes(6)}),
    ]
    extra = [
        made_section(
            f"plus-{index}",
            f"Une rubrique de plus, la {index}e",
            made_text(f"<p>{words(30)}</p>"),
            teaser=words(10 + 6 * index),
            band=band,
            starts_page=index == 2,
        )
        for index, band in enumerate(Band, start=1)
    ]
    return Article(
        made_issue(
            title="Rencontres internationales des ponts et des passerelles 2031",
            strapline="de pont en pont, de rive en rive, et retour avant la nuit",
            provenance=Provenance.FICTITIOUS,
            date_label="mai 2031",
            ends_on=date(2031, 5, 2),
        ),
        (made_figures(7),),
        (
            made_section("edito", "Peut-on traverser sans pont ?", *edito, kicker="Édito", printed_page="p. 2 à 3"),
            made_section(
                "vue",
                "Une vue d’ensemble en six temps, avec un titre vraiment très long pour voir",
                made_live("stages", data={"stages": made_stages(6)}),
                kicker="Vue d’ensemble",
                band=Band.MIST,
                starts_page=False,
            ),
            made_section(
                "rencontre",
                "La rencontre du 2 mai, racontée en détail par celles et ceux qui y étaient",
                *meeting,
                teaser=words(30),
                printed_page="p. 4 à 9",
            ),
            made_section("vu", "Observations", *seen, subtitle="par les participants", teaser=words(12)),
            made_section("pistes", "Pistes", *tracks, teaser=words(25), printed_page="p. 9 à 15"),
            *extra,
            made_section(
                "fin",
                "En région…",
                made_text(f"<p>{words(20)}</p>", TextKind.BOX),
                *made_end(),
                teaser=words(8),
                starts_page=False,
            ),
        ),
    )


def cover_article() -> Article:
    """A cover with more than figures: a text, a picture and titles, none of which may skip a level of heading."""
    figures = made_figures(2)
    figures.item.title = "En bref"
    text = made_text("<h3>Pour finir</h3><p>Un mot à la une.</p>", title="À la une")
    return Article(
        made_issue(),
        (figures, text, made_picture(1, (1600, 500))),
        (made_section("suite", "La suite", made_text(f"<p>{words(30)}</p>"), teaser=words(20)),),
    )


def full_article() -> Article:
    """Every field a block has, filled with a word of its own, for what one medium or the other would forget."""
    person = Person(given_name="Ada", family_name="NomSignature")
    delegation = Delegation(name="COORACE NomDélégation")
    member = GroupMembership(
        person=Person(given_name="Grace", family_name="NomMembre"),
        mandate=Mandate(role="RôleMandat", enterprise=Enterprise(name="NomEntreprise", department="59")),
        role="RôleGroupe",
    )
    stage = Stage(position=1, name="NomTemps", date_label="DateTemps", place="LieuTemps", wording="TexteTemps")
    figures = AnnouncedFigure(value=1789, label="libelléChiffre"), AnnouncedFigure(value=1848, label="autreChiffre")
    blocks = [
        made_text("<p>CorpsTexte*</p>", title="TitreTexte"),
        made_text("<p>CorpsExergue</p>", TextKind.QUOTE, title="TitreExergue"),
        made_text("<p>CorpsEncadré</p>", TextKind.BOX, title="TitreEncadré"),
        made_text("<p>CorpsSignature</p>", TextKind.SIGNATURE, title="TitreSignature", person=person),
        made_text("<p>* CorpsNote</p>", TextKind.NOTE, title="TitreNote"),
        made_live("stages", "TitreTemps", intro="IntroTemps", data={"stages": (stage,)}),
        made_live(
            "group",
            "TitreGroupe",
            intro="IntroGroupe",
            data={"group": QualityGroup(), "territories": (Territory(delegation, (member,)),)},
        ),
    ]
    for name, key, model in (
        ("observations", "observations", Observation),
        ("trends", "trends", Trend),
        ("tracks", "tracks", WorkTrack),
    ):
        wording = model(label=f"Étiquette{name}", wording=f"Texte{name}")
        blocks.append(made_live(name, f"Titre{name}", intro=f"Intro{name}", data={key: (wording,)}))
    question = Question(context="ContexteQuestion", question="TexteQuestion ?")
    blocks += [
        made_live("questions", "TitreQuestions", intro="IntroQuestions", data={"themes": [("Thème", (question,))]}),
        made_live(
            "next_issue", "TitreProchain", intro="IntroProchain", data={"label": "DateProchain", "topics": ["SujetUn"]}
        ),
        made_live("imprint", "TitreOurs", data={"imprint": "<p>TexteOurs</p>"}),
    ]
    cover = Block("key_figures", KeyFigures(title="TitreChiffres"), {"figures": figures}, figures)
    section = made_section(
        "tout", "TitreRubrique", *blocks, kicker="Surtitre", subtitle="SousTitre", teaser="Accroche de la rubrique."
    )
    return Article(made_issue(), (cover,), (section,))


def wide_article() -> Article:
    """Words that no line can hold, everywhere a title or a label stands."""
    word = "Anticonstitutionnellement" * 4
    stage = Stage(position=1, name=f"Le {word}", date_label="mai 2031", place=word, wording=word)
    return Article(
        made_issue(title=word, strapline=word),
        (made_figures(3),),
        (
            made_section(
                "mot",
                f"Un titre assez long pour tenir sur plusieurs lignes, puis {word}",
                made_text(f"<p>{word}</p>{paragraphs(3)}", title=f"Un titre long, et un mot bien trop long {word}"),
                made_text(f"<p>{word}</p>", TextKind.QUOTE),
                made_live("stages", word, data={"stages": (stage, *made_stages(3))}),
                made_live("tracks", data={"tracks": (WorkTrack(label=f"{word}-{word}", wording=word),)}),
                *made_end(),
                kicker=word,
                subtitle=word,
                teaser=word,
            ),
        ),
    )
