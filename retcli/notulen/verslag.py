"""The minutes as a document: which version for whom, and everything of the structure in the order of the meeting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from db.codes import AANWEZIG, CONTACT, ROL, ROUTE, WOONSITUATIE

from .. import acties, casussen, overleg, text
from ..tijdlijn import choice_words, result_words
from . import inhoud, namen
from .document import Alinea, Blok, Document, Feiten, Kop, Lijst, Tabel
from .inhoud import Afgeschaald, Afspraak, Besloten, Geevalueerd, Gewisseld, Lopend, Notulen, Persoon, Teruggekeken, Uitkomst
from .merk import intern, merk
from .namen import Tekst, Vondst
from .uitgeven import Stuk

ABOUT = {"deelbaar": "zonder vragen, redenen, notities en namen", "intern": "met vragen, redenen, notities en namen; vertrouwelijk"}
NOTES = {
    "actie": "actie", "signaal": "signaal", "sluiten": "te sluiten", "vastgelopen": "vastgelopen", "ingebracht": "ingebracht",
    "nieuw": "nieuw", "aangehouden": "aangehouden", "nazorg": "nazorg",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verslag:
    """Minutes in one version: the structure, and what may not stand in it but does (of *deelbaar* only)."""

    notulen: Notulen
    vondsten: tuple[Vondst, ...]
    naam: str

    def stuk(self) -> Stuk:
        """To give out. Raises Refused when something stands in it that may not."""
        namen.weiger(self.vondsten)
        minutes = self.notulen
        ending = "-intern" if minutes.versie == "intern" else ""
        ending += f"-{_in_a_name(minutes.voor)}" if minutes.voor else ""
        return Stuk(
            naam=f"{self.naam}{ending}",
            document=document(minutes),
            gegevens=minutes.as_json(),
            wat=f"{self.naam.replace('-', ' ', 1)} {minutes.versie}",
            voor_wie=whom(minutes),
            grondslag="verslag van het overleg",
            vernietigen=minutes.vernietigen,
        )


def verslag(session: Session, meeting: UUID, versie: str = "deelbaar", voor: str | None = None) -> Verslag:
    """The minutes of a meeting in a version, for everyone or for one organisation. Raises Refused, NotFound."""
    everything = intern(versie)
    minutes = inhoud.compose(session, meeting)
    if voor is not None:
        from . import ontvanger  # brings rapidfuzz

        own = ontvanger.eigen_casussen(session, voor)
        ids = casussen.ids_of(session, minutes.casussen)
        minutes = inhoud.van_casussen(minutes, {code for code, casus in ids.items() if casus in own}, ontvanger.bekend(session, voor))
    twice = sum(k.week == minutes.week and k.gestart_op is not None for k in overleg.listed(session)) > 1
    naam = f"notulen-{minutes.datum if twice else minutes.week}"
    if everything:
        return Verslag(minutes, (), naam)
    minutes = inhoud.deelbaar(minutes)
    return Verslag(minutes, tuple(namen.zoek(session, texts(session, minutes))), naam)


def texts(session: Session, minutes: Notulen) -> list[Tekst]:
    """Every text in the shared version that people wrote, and where it stands."""
    ids = casussen.ids_of(session, [*minutes.casussen, *(code for s in minutes.signalen for code in s.casussen)])
    found = [Tekst("Plaats", minutes.plaats or ""), Tekst("Mededeling", minutes.mededeling or "")]
    for part, actions in (("Acties van de vorige keer", minutes.vorige_acties), ("Nieuwe acties", minutes.acties)):
        for n, a in enumerate(actions, 1):
            about = f"{a.casus}, actie {a.nummer}" if a.casus else f"actie {a.nummer}"
            found.append(Tekst(f"{part}, regel {n} ({about})", a.omschrijving, ids.get(a.casus or "")))
    for n, s in enumerate(minutes.signalen, 1):
        where = f"Signalen, regel {n} (signaal {acties.short_id(s.id)})"
        found += [Tekst(where, s.tekst, ids.get(code)) for code in s.casussen or [""]]
    found += [Tekst(f"Aanvullingen, regel {n}", a.tekst) for n, a in enumerate(minutes.aanvullingen, 1)]
    return [t for t in found if t.woorden]


def _in_a_name(voor: str) -> str:
    """An organisation as part of a file name."""
    return "-".join("".join(c if c.isalnum() else " " for c in voor.lower()).split())[:40] or "organisatie"


# --- the document


def title(minutes: Notulen) -> str:
    """The heading."""
    return f"Notulen RET-AnderS, {text.day_long(minutes.datum)}"


def whom(minutes: Notulen) -> str:
    """Who these minutes are for."""
    return minutes.voor or ("het team" if minutes.versie == "intern" else "wie bij het overleg hoort")


def document(minutes: Notulen) -> Document:
    """Everything that stands in the minutes."""
    return Document(
        titel=title(minutes),
        dag=minutes.datum,
        blokken=tuple(_blocks(minutes)),
        kop=tuple(_head(minutes)),
        merk=merk(minutes.versie, whom(minutes), minutes.vernietigen),
    )


def _head(minutes: Notulen) -> list[tuple[str, str]]:
    fixed = f"vastgesteld op {text.day_short(minutes.vastgesteld_op)}" if minutes.vastgesteld_op else ""
    facts = (
        ("Versie", f"{minutes.versie}, {ABOUT[minutes.versie]}"),
        ("Voor", f"{minutes.voor}, alleen de eigen casussen" if minutes.voor else whom(minutes)),
        ("Status", fixed or "concept; het volgende overleg stelt ze vast"),
        ("Vernietigen", f"uiterlijk {text.day_short(minutes.vernietigen)}"),
        ("Tijd en plaats", ", ".join(w for w in (minutes.tijd, minutes.plaats) if w)),
    )
    return [(label, words) for label, words in facts if words]


def _blocks(minutes: Notulen) -> Iterable[Blok]:
    everything = minutes.versie == "intern"
    yield Kop("Wie er was")
    yield Feiten(tuple(present(minutes)) or (("Aanwezig", "niemand ingevuld"),))
    if minutes.mededeling:
        yield Kop("Mededelingen")
        yield from (Alinea(line) for line in minutes.mededeling.splitlines() if line.strip())
    if minutes.vorige_acties:
        yield Kop("Acties van de vorige keer")
        yield _actions("Acties van de vorige keer", minutes.vorige_acties, status=True)
    yield Kop("Besluiten")
    yield from _decisions("Besluiten", minutes.besluiten, everything) if minutes.besluiten else [Alinea(_none(minutes))]
    if minutes.zonder_besluit:
        yield Alinea(f"Nog zonder besluit: {text.listed(minutes.zonder_besluit)}.")
    if minutes.ter_kennisname:
        yield Kop("Ter kennisname, besloten buiten het overleg")
        yield from _decisions("Ter kennisname", minutes.ter_kennisname, everything, dated=True)
    if minutes.inzetten:
        yield Kop("Lopende inzetten")
        yield from _running(minutes.inzetten, everything)
    if minutes.wissels:
        yield Kop("Wisselingen in een duo")
        yield _replaced(minutes.wissels, everything)
    if minutes.evaluaties:
        yield Kop("Evaluaties")
        yield _evaluations(minutes.evaluaties, everything)
    if minutes.afgeschaald:
        yield Kop("Afgeschaald")
        yield _scaled_down(minutes.afgeschaald, everything)
    if minutes.uitkomsten:
        yield Kop("Uitkomsten")
        yield _outcomes(minutes.uitkomsten, everything)
        for u in (u for u in minutes.uitkomsten if u.nieuws):
            yield Kop(f"{u.casus}: {_team(u.team)}, tot het einde", 2)
            yield _facts(*[("Nieuws", line) for line in u.nieuws])
    if minutes.nazorg:
        yield Kop("Nazorg")
        yield _looked_back(minutes.nazorg, everything)
    if minutes.notities:
        yield Kop("Notities bij andere punten")
        rows = tuple((n.casus or "", NOTES.get(n.punt, n.punt), n.notitie) for n in minutes.notities)
        yield Tabel("Notities bij andere punten", ("Casus", "Punt", "Notitie"), rows, (2.5, 2.5))
    if minutes.signalen:
        yield Kop("Signalen")
        yield Lijst(tuple(s.tekst for s in minutes.signalen))
    yield Kop("Nieuwe acties")
    yield _actions("Nieuwe acties", minutes.acties) if minutes.acties else Alinea("Er zijn geen nieuwe acties.")
    yield Kop("Volgend overleg")
    yield Alinea(f"{text.day_long(minutes.volgend_overleg)}." if minutes.volgend_overleg else "Nog niet gepland.")
    if minutes.aanvullingen:
        yield Kop("Aanvullingen")
        yield Feiten(tuple((text.day_short(a.datum), a.tekst) for a in minutes.aanvullingen))


def _none(minutes: Notulen) -> str:
    return f"Geen besluiten over casussen van {minutes.voor}." if minutes.voor else "Er zijn geen besluiten genomen."


def present(minutes: Notulen) -> list[tuple[str, str]]:
    """Per kind of attendance the people by name, or how many of each role, as (label, words)."""
    found = []
    for code in dict.fromkeys([*AANWEZIG.codes, *(p.aanwezig for p in minutes.aanwezig)]):
        people = [p for p in minutes.aanwezig if p.aanwezig == code]
        if people:
            named = people[0].naam is not None
            words = [_person(p, minutes.voorzitter) for p in people] if named else _by_role(people)
            found.append((AANWEZIG.label(code) or "Niet bekend", text.listed(words)))
    return found


def _person(p: Persoon, voorzitter: str | None) -> str:
    chairs = "voorzitter van dit overleg" if p.lid == voorzitter and p.rol != ROL.label("VOORZITTER") else ""
    known_as = ["" if p.lid == p.rol else p.lid or "", p.rol or "", chairs]
    return f"{p.naam} ({', '.join(w for w in known_as if w)})" if any(known_as) else p.naam or ""


def _by_role(people: list[Persoon]) -> list[str]:
    roles = [p.rol or "een lid" for p in people]
    return [role if roles.count(role) == 1 else f"{role} ({roles.count(role)})" for role in dict.fromkeys(roles)]


def route_words(besluit: Besloten, *, named: bool) -> str:
    """`Team AnderS 1: JB en MK, start ma 30 nov`."""
    words = ROUTE.label(besluit.route)
    if besluit.route == "TA":
        words += f" {besluit.team}" if besluit.team else ""
        if named:
            words += f": {text.listed(besluit.duo)}" if besluit.duo else ", nog zonder duo"
        words += f", start {text.day_words(besluit.start)}" if besluit.start else ""
    return words


def _decisions(naam: str, besluiten: tuple[Besloten, ...], everything: bool, *, dated: bool = False) -> Iterable[Blok]:
    """Shared: a table. For the team: a heading a casus, with what was said of it."""
    if not everything:
        rows = tuple(
            (b.casus, route_words(b, named=False), b.eigenaar or "", text.day_words(b.datum), text.day_words(b.besloten_op))
            for b in besluiten
        )
        head = ("Casus", "Besluit", "Wie", "Uiterlijk", "Besloten op")
        columns = len(head) if dated else len(head) - 1
        yield Tabel(naam, head[:columns], tuple(row[:columns] for row in rows), (2.5, 0, 4.6, 2.2))
        return
    for b in besluiten:
        yield Kop(f"{b.casus}: {ROUTE.label(b.route)}", 2)
        by, on = text.day_words(b.datum), f" (besloten op {text.day_words(b.besloten_op)})" if dated and b.besloten_op else ""
        yield _facts(
            ("Jeugdige", ", ".join(w for w in (b.leeftijd, b.gemeente) if w)),
            ("Vraag", b.vraag or ""),
            ("Besluit", route_words(b, named=True) + on if b.route == "TA" or on else ""),
            ("Duokeuze", choice_words(b.duo_voorstel, b.duo_reden)),
            ("Reden", b.reden or ""),
            ("Wie", ", ".join(w for w in (b.eigenaar or "", f"uiterlijk {by}" if by else "") if w)),
            ("Notitie", b.notitie or ""),
        )


def _facts(*facts: tuple[str, str]) -> Feiten:
    """Those that are known."""
    return Feiten(tuple((label, words) for label, words in facts if words))


def _actions(naam: str, actions: tuple[Afspraak, ...], *, status: bool = False) -> Tabel:
    head = ("Wat", "Casus", "Wie", "Voor", *(["Stand"] if status else []))
    rows = ((a.omschrijving, a.casus or "", a.eigenaar or "", text.day_words(a.voor), *([a.status] if status else [])) for a in actions)
    return Tabel(naam, head, tuple(rows), (0, 2.5, 4.4, 2.1, 1.9) if status else (0, 2.5, 4.6, 2.2))


def _running(inzetten: tuple[Lopend, ...], everything: bool) -> Iterable[Blok]:
    if not everything:
        rows = tuple((i.casus, _team(i.team), _stand(i), _contact(i), text.day_words(i.evaluatie)) for i in inzetten)
        yield Tabel("Lopende inzetten", ("Casus", "Team", "Stand", "Contact", "Evaluatie"), rows, (2.5, 3.1, 4.0, 4.6))
        return
    for i in (i for i in inzetten if i.op_agenda):
        yield Kop(f"{i.casus}: {_team(i.team)}", 2)
        seen = f"laatste contact {text.day_words(i.laatste_contact)}" if i.laatste_contact else "nog geen contact"
        due = f"evaluatie {text.day_words(i.evaluatie)}" if i.evaluatie else "geen evaluatie gepland"
        yield _facts(
            ("Duo", text.listed(i.duo) or "nog geen"),
            ("Stand", ", ".join([_stand(i), seen, due])),
            ("Contact", ", ".join(f"{many} keer {CONTACT.label(kind)}" for kind, many in i.contacten)),
            *[("Nieuws", line) for line in i.nieuws or ["niets sinds het vorige overleg"]],
            ("Notitie", i.notitie or ""),
        )
    quiet = [f"{i.casus} ({_team(i.team)}, {_stand(i)})" for i in inzetten if not i.op_agenda]
    if quiet:
        yield Alinea(f"Lopen ook, en zijn niet besproken: {text.listed(quiet)}.")


def _weeks(weken: int | None) -> str:
    return "nog niet begonnen" if weken is None else "net begonnen" if weken == 0 else text.count(weken, "week", "weken")


def _team(team: int | None) -> str:
    return f"Team AnderS {team or '?'}"


def _stand(i: Lopend) -> str:
    """How far it is, with the weeks; older minutes know only those."""
    weeks = _weeks(i.weken)
    return ", ".join(w for w in (i.status, weeks if i.weken is not None or i.status is None else "") if w)


def _contact(i: Lopend) -> str:
    """How often there was contact since the meeting before, and when the last was; no kinds: what is shared says no more of a child."""
    last = text.day_words(i.laatste_contact)
    if i.contactmomenten:
        return ", ".join(w for w in (f"{i.contactmomenten} keer", f"laatst {last}" if last else "") if w)
    return f"laatst {last}" if last else "nog geen"


def _part(naam: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]], columns: int) -> Tabel:
    """Of what happened with an inzet: casus, team and day first; the first columns of it."""
    return Tabel(naam, head[:columns], tuple(row[:columns] for row in rows), (2.5, 3.3, 2.2, 2.8)[: columns - 1])


def _evaluations(evaluaties: tuple[Geevalueerd, ...], everything: bool) -> Tabel:
    rows = ((e.casus, _team(e.team), text.day_words(e.gehouden_op), e.uitkomst or "") for e in evaluaties)
    return _part("Evaluaties", ("Casus", "Team", "Gehouden", "Uitkomst"), rows, 4 if everything else 3)


def _replaced(wissels: tuple[Gewisseld, ...], everything: bool) -> Tabel:
    rows = []
    for w in wissels:
        who = f"{w.uit or '?'} → {w.erin}" if w.erin else f"{w.uit or '?'} ging weg"
        why = ". ".join(words.rstrip(".") for words in (w.reden, f"Overgedragen: {w.overdracht}" if w.overdracht else "") if words)
        rows.append((w.casus, _team(w.team), text.day_words(w.datum), who, why))
    return _part("Wisselingen in een duo", ("Casus", "Team", "Op", "Wie", "Waarom"), rows, 5 if everything else 3)


def _scaled_down(afgeschaald: tuple[Afgeschaald, ...], everything: bool) -> Tabel:
    rows = ((a.casus, _team(a.team), text.day_words(a.datum), a.naar or "") for a in afgeschaald)
    return _part("Afgeschaald", ("Casus", "Team", "Op", "Naar"), rows, 4 if everything else 3)


def _looked_back(nazorg: tuple[Teruggekeken, ...], everything: bool) -> Tabel:
    rows = (
        (
            n.casus, _team(n.team), text.day_words(n.datum), f"na {text.count(n.maanden, 'maand', 'maanden')}" if n.maanden else "",
            ". ".join(w for w in (f"Woont: {WOONSITUATIE.label(n.woonsituatie).lower()}" if n.woonsituatie else "", n.uitkomst or "") if w),
        )
        for n in nazorg
    )  # fmt: skip
    return _part("Nazorg", ("Casus", "Team", "Op", "Wanneer", "Hoe het gaat"), rows, 5 if everything else 4)


def _outcomes(uitkomsten: tuple[Uitkomst, ...], everything: bool) -> Tabel:
    head = ("Casus", "Wat eindigde", "Op", "Resultaat", *(["Woont", "Naar"] if everything else []))
    rows = []
    for u in uitkomsten:
        ended = f"inzet {_team(u.team)}" if u.soort == "inzet" else "casus afgesloten"
        more = [_lives(u), u.naar or ""] if everything else []
        words = result_words(u.resultaat, u.uhp)
        result = words[:1].upper() + words[1:] or "niet ingevuld"
        rows.append((u.casus, ended, text.day_words(u.datum), result, *more))
    return Tabel("Uitkomsten", head, tuple(rows), (2.5, 3.5, 2.2))


def _lives(u: Uitkomst) -> str:
    """Where the child lived and lives; what is known of the start alone is said to be of then."""
    first, last = WOONSITUATIE.label(u.woonsituatie), WOONSITUATIE.label(u.woonsituatie_eind)
    if not last:
        return f"bij de start: {first}" if first else ""
    return " → ".join(dict.fromkeys(w for w in (first, last) if w))
