"""Giving minutes out: rendered in a form, and where they hold more than decisions, written in the export register."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from db.models import Uitgifte

from .. import casussen
from ..errors import Refused
from ..wie import Wie
from . import markdown
from .inhoud import compose

VORMEN = ("md", "json")
KEPT = timedelta(days=365)


def produce(session: Session, wie: Wie, meeting: UUID, *, vorm: str = "md", versie: str = "deelbaar") -> str:
    """The minutes as text in a form. That they were made is logged; the version *intern* stands in the export register."""
    if vorm not in VORMEN:
        raise Refused(f"De vorm {vorm[:12]} is er niet.", f"Kies uit {', '.join(VORMEN)}.")
    minutes = compose(session, meeting, wie.today, versie)
    made = markdown.render(minutes) if vorm == "md" else json.dumps(minutes.as_json(), ensure_ascii=False, indent=1) + "\n"
    casussen.seen(session, wie, "notulen")
    if versie == "intern":
        session.add(
            Uitgifte(
                op=wie.moment,
                lid=wie.lid,
                wat=f"notulen {minutes.week} intern ({vorm})",
                voor_wie="het team",
                grondslag="verslag van het overleg",
                sha256=hashlib.sha256(made.encode()).hexdigest(),
                bewaren_tot=wie.moment + KEPT,
            )
        )
    return made
