"""Giving a document out: made in a form, and written in the export register with who it is for, why, and until when.

Made in three steps, so that the program waits for none: what it says is read from the database (`Stuk`), the file is made of that alone
(`maak`, also in a thread), and what was given out is registered (`boek`) in the act that writes it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlmodel import Session

from db.models import Uitgifte

from .. import casussen, text
from ..errors import Refused
from ..wie import Wie
from .document import Document, cleaned

VORMEN = {"md": "Markdown", "docx": "Word", "pdf": "PDF", "json": "JSON"}
"""The forms that a document can be made in, with their names."""


@dataclass(frozen=True, slots=True)
class Stuk:
    """Something to give out. `naam` is its file name without ending; `gegevens` is the same as codes and ISO dates, for JSON."""

    naam: str
    document: Document
    gegevens: dict[str, object] = field(hash=False)
    wat: str
    voor_wie: str
    grondslag: str
    vernietigen: date

    def bestand(self, vorm: str) -> str:
        """The file name in a form."""
        return f"{self.naam}.{vorm}"


def maak(stuk: Stuk, vorm: str, sjabloon: bytes | None = None) -> bytes:
    """The file's content: UTF-8 for md and json. `sjabloon` is a Word document whose styles and page a docx takes.

    The same piece gives the same bytes, on every computer and day. Raises Refused for a form that is not there, or a template that can't
    be used.
    """
    if vorm == "json":
        return (json.dumps(stuk.gegevens, ensure_ascii=False, indent=1) + "\n").encode()
    document = cleaned(stuk.document)
    if vorm == "md":
        from . import markdown

        return markdown.render(document).encode()
    if vorm == "docx":
        from . import docx  # brings python-docx and lxml, which no other form needs

        return docx.render(document, sjabloon)
    if vorm == "pdf":
        from . import pdf  # brings the typesetter, which no other form needs

        return pdf.render(document)
    raise Refused(f"De vorm {text.shorten(vorm, 12)} is er niet.", f"Kies uit {text.listed(VORMEN, 'of')}.")


def boek(session: Session, wie: Wie, stuk: Stuk, vorm: str, made: bytes, *, versleuteld: bool = False) -> None:
    """Write in the export register that this was given out, and in the read log that it was seen."""
    casussen.seen(session, wie, stuk.wat.partition(" ")[0])
    session.add(
        Uitgifte(
            op=wie.moment,
            lid=wie.lid,
            wat=f"{stuk.wat} ({vorm}{', versleuteld' if versleuteld else ''})",
            voor_wie=stuk.voor_wie,
            grondslag=stuk.grondslag,
            sha256=hashlib.sha256(made).hexdigest(),
            bewaren_tot=datetime.combine(stuk.vernietigen, time(), UTC),
        )
    )


def as_json(value: dict[str, object]) -> dict[str, object]:
    """With ISO dates, and ids as text."""
    return {k: _plain(v) for k, v in value.items()}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value
