"""The package: a `.retpakket` file that carries signed transactions from one laptop of a team to the others (docs/sync.md).

A plain age file to the keys of the team's active laptops, around gzip'd JSON lines: a manifest, the transactions in an order in which
they can be taken in, and a trailer that signs all bytes before it. A file is made once, named by its content and never changed.

`open_pakket` verifies every byte before it gives anything away; `Pakket.txs` reads a second time and gives the transactions one by one,
so that memory does not grow with the file. What is wrong with a file is one `PakketError`; a file is never moved, changed or removed here.
"""

from __future__ import annotations

import base64
import contextlib
import errno
import hashlib
import json
import os
import queue
import re
import threading
import zlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ..columns import instant_text
from ..errors import RetError
from .erasure import Order, needed, order_said, orders, said_order
from .erasure import signed_by as ordered_by
from .registry import Laptop, Team, Withdrawal, said_withdrawal, signed_by, standing, withdrawal_said
from .tx import MOST, Header, Op, Tx, count_headers, floors, header, made, read_headers, read_runs, signed
from .wire import SET

ENDING = ".retpakket"
MAGIC = b"age-encryption.org/v1\n"
VERSION = 1
DOMAIN = b"ret-pakket-1"
ERASED = "gewist"
FEATURES: frozenset[str] = frozenset({ERASED})
"""What a manifest may require of its reader; unknown ones are for a newer version. `ERASED`: values are gone, by orders that it tells."""

INC, FULL, SNAPSHOT = "inc", "full", "snapshot"
KINDS = {INC, FULL, SNAPSHOT}
"""The kinds that this version reads: what others may lack, everything, and what stands without what came before it."""

MIB = 1 << 20
FILE_MAX = 512 * MIB
MANIFEST_MAX = 32 * MIB
LINE_MAX = 128 * MIB
TRAILER_MAX = 4096
FREE, RATIO = 16 * MIB, 200
"""What may come out of a file: `FREE` bytes, and `RATIO` times what went in. The writer keeps to it too."""

T = TypeVar("T")

PIECE = 1 << 16
TOLD_EVERY = 64
"""So often is told how far it is, in transactions."""
NUMBERED = (1 << 31) - 1
"""So many transactions at most can come before what is taken in of a snapshot."""
SMALL = MIB
"""A file up to this size is decrypted at once; for a larger one a thread decrypts while it is read."""


class Reden(Enum):
    """Why a package is not read or written: title, what is the matter, what to do, and whether to try again by itself later."""

    LEEG = (
        "Nog leeg",
        "Dit bestand is er nog niet echt: het is leeg.",
        "Wacht tot de map klaar is met bijwerken; er gaat niets verloren.",
        True,
    )
    WEG = (
        "Niet te lezen",
        "Dit bestand kan nu niet worden gelezen.",
        "Wacht tot de map klaar is met bijwerken, of kijk of de stick er nog in zit.",
        True,
    )
    GEEN = (
        "Geen pakket",
        "Dit is geen pakket van retcli.",
        "Kies een bestand dat een laptop van het team maakte; de naam eindigt op .retpakket.",
        False,
    )
    BESCHADIGD = (
        "Niet heel",
        "Dit pakket is niet heel, of is veranderd.",
        "Wacht tot de map klaar is met bijwerken, of vraag het opnieuw aan wie het maakte.",
        True,
    )
    NIET_VOOR_ONS = (
        "Niet voor deze laptop",
        "Dit pakket is niet voor deze laptop gemaakt.",
        "Is het van dit team, vraag dan de maker om een nieuw pakket; anders hoort het hier niet.",
        False,
    )
    ANDER_TEAM = (
        "Van een ander team",
        "Dit pakket is van een ander team.",
        "Het hoort in de map van dat team.",
        False,
    )
    NIEUWER = (
        "Nieuwere versie",
        "Dit pakket is gemaakt met een nieuwere versie van retcli.",
        "Werk retcli bij en lees het dan opnieuw; er gaat niets verloren.",
        False,
    )
    VERVALST = (
        "Handtekening klopt niet",
        "De handtekening in dit pakket klopt niet.",
        "Gebruik het niet, en vraag de maker zelf om een nieuw pakket.",
        False,
    )
    ONBEKEND = (
        "Onbekende laptop",
        "Dit pakket is gemaakt door een laptop die niet bij het team hoort.",
        "Vertrouw het niet; laat die laptop eerst toelaten als hij erbij hoort.",
        False,
    )
    INGETROKKEN = (
        "Ingetrokken laptop",
        "Dit pakket is gemaakt door een laptop die is ingetrokken.",
        "Het wordt niet gelezen; vraag wat u mist aan een laptop die nog meedoet.",
        False,
    )
    INHOUD = (
        "Inhoud klopt niet",
        "De inhoud van dit pakket is niet zoals retcli hem maakt.",
        "Vraag de maker om een nieuw pakket, en meld het als het weer gebeurt.",
        False,
    )
    TE_GROOT = ("Te groot", "Dit pakket is groter dan retcli aankan.", "Vraag de maker om een nieuw pakket.", False)
    GEEN_MAP = (
        "Map is er niet",
        "Deze map is er niet, of kan niet worden gelezen.",
        "Kijk of de stick erin zit en of de map nog wordt gedeeld.",
        True,
    )
    NIET_ERBIJ = (
        "Deze laptop doet niet mee",
        "Deze laptop is nog niet toegelaten tot het team, of is ingetrokken.",
        "Vraag de voorzitter om deze laptop toe te laten.",
        False,
    )
    NIET_ALLES = (
        "Niet alles is hier",
        "Deze laptop begon met een momentopname en heeft niet alles van wat daarvóór kwam.",
        "Maak een momentopname, of vraag een laptop die er eerder bij was om een pakket met alles.",
        False,
    )
    PAST_NIET = (
        "Past niet bij het begin",
        "Het eerdere werk in dit pakket past niet bij de momentopname waarmee deze laptop begon.",
        "Er is niets overgenomen. Meld het, en sluit deze laptop opnieuw aan met een pakket met alles.",
        False,
    )
    VOL = ("Schijf vol", "De schijf van de map is vol; er is geen pakket gemaakt.", "Maak ruimte en doe het opnieuw.", True)
    DICHT = (
        "Kan niet schrijven",
        "In deze map kan geen pakket worden gemaakt.",
        "Kijk of de map of stick alleen-lezen is en of u er rechten op hebt.",
        True,
    )


class PakketError(RetError):
    """A package that is not read or written; nothing was changed and the file is where it was.

    `later` when the folder may mend it by itself: such a file is tried again.
    """

    def __init__(self, reden: Reden) -> None:
        title, message, hint, later = reden.value
        super().__init__(title, message, hint)
        self.reden, self.later = reden, later


class Run(NamedTuple):
    """An unbroken piece of a stream: from and up to and with, whose it is, and the first 8 bytes of the hash of its last."""

    stream: bytes
    device: bytes
    first: int
    last: int
    hash8: bytes


class Tip(NamedTuple):
    """How far a snapshot goes in a stream: whose it is, and the seq and hash of its last transaction."""

    stream: bytes
    device: bytes
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package says of itself. `have` is how far its author was in each stream, and on which branch: (seq, 8 bytes of its hash);
    `floors` up to where its author has of a stream only what a snapshot brought. A snapshot has no runs but `tips`, and a number of
    `headers`."""

    kind: str
    device: bytes
    app: str
    moment: str
    to: tuple[bytes, ...]
    have: dict[bytes, tuple[int, bytes]]
    runs: tuple[Run, ...]
    stand: str | None = None
    floors: dict[bytes, int] = field(default_factory=dict)
    tips: tuple[Tip, ...] = ()
    headers: int = 0

    @property
    def far(self) -> dict[bytes, int]:
        """How far its author was: stream -> seq."""
        return {stream: seq for stream, (seq, _) in self.have.items()}

    @property
    def count(self) -> int:
        """How many transactions it carries, or headers."""
        return self.headers + sum(run.last - run.first + 1 for run in self.runs)


def said_of(manifest: Manifest) -> dict[str, object]:
    """A manifest as JSON has it."""
    more: dict[str, object] = {}
    if manifest.floors:
        more["vanaf"] = {stream.hex(): floor for stream, floor in manifest.floors.items()}
    if manifest.kind == SNAPSHOT:
        more["tot"] = [[tip.stream.hex(), tip.device.hex(), tip.seq, tip.hash.hex()] for tip in manifest.tips]
        more["koppen"] = manifest.headers
    return {
        "soort": manifest.kind,
        "apparaat": manifest.device.hex(),
        "app": manifest.app,
        "op": manifest.moment,
        "aan": [device.hex() for device in manifest.to],
        "heeft": {stream.hex(): [seq, hash8.hex()] for stream, (seq, hash8) in manifest.have.items()},
        "stromen": [[run.stream.hex(), run.device.hex(), run.first, run.last, run.hash8.hex()] for run in manifest.runs],
        "stand": manifest.stand,
        **more,
    }


def manifest_of(said: Any) -> Manifest:
    """The manifest behind `said_of`. Raises ValueError, KeyError, TypeError or AttributeError for what is none."""
    snapshot = said["soort"] == SNAPSHOT
    return Manifest(
        kind=_str(said["soort"]),
        device=_sized(said["apparaat"], 32),
        app=_str(said["app"]),
        moment=_str(said["op"]),
        to=tuple(_sized(one, 32) for one in said["aan"]),
        have={_sized(stream, 8): (_int(seq) and _seq(seq), _sized(hash8, 8)) for stream, (seq, hash8) in said["heeft"].items()},
        runs=tuple(Run(_sized(s, 8), _sized(d, 32), _seq(a), _seq(b), _sized(h, 8)) for s, d, a, b, h in said["stromen"]),
        stand=None if said["stand"] is None else _str(said["stand"]),
        floors={_sized(stream, 8): _seq(floor) for stream, floor in said.get("vanaf", {}).items()},
        tips=tuple(Tip(_sized(s, 8), _sized(d, 32), _seq(q), _sized(h, 32)) for s, d, q, h in said["tot"]) if snapshot else (),
        headers=_seq(said["koppen"]) if snapshot else 0,
    )


@dataclass(frozen=True, slots=True)
class Written:
    """A package that was made."""

    path: Path
    sha256: bytes
    manifest: Manifest


# --- writing


def write(
    folder: Path,
    cursor: Any,
    team: Team,
    *,
    kind: str,
    app: str,
    now: datetime,
    wanted: Mapping[bytes, Sequence[tuple[int, int]]] | None = None,
    stand: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Written:
    """Make a package in `folder`: of every stream all, or only the seqs `wanted` (stream -> from, up to and with) as far as they are here
    whole; or a snapshot. A laptop that began with a snapshot can't make one of everything.

    `cursor` has one consistent state of the database, for as long as this takes. `progress` is told now and then how many transactions were
    written and of how many. Raises PakketError, and what `progress` raises; then there is no file.
    """
    from pyrage import EncryptError, RecipientError, encrypt_io, x25519

    active = team.active()
    if team.device not in {laptop.device for laptop in active}:
        raise PakketError(Reden.NIET_ERBIJ)
    manifest = _about(cursor, team, active, kind, app, now, wanted, stand)
    try:
        recipients = [x25519.Recipient.from_str(laptop.recipient) for laptop in active]
    except RecipientError:
        raise PakketError(Reden.INHOUD) from None
    for level in (6, 0):
        # A text that packs extremely well would look like a bomb to the reader: then it is not packed at all.
        source = _Packed(_content(cursor, team, manifest, progress), level)
        try:
            with _appearing(folder) as target:
                try:
                    encrypt_io(source, target, recipients)
                except EncryptError:
                    raise source.error or target.error or PakketError(Reden.DICHT) from None
                if target.size > FILE_MAX or source.longest > LINE_MAX:
                    raise PakketError(Reden.TE_GROOT)
                if source.swells and level:
                    continue
                name = f"{team.ws[:4].hex()}-{team.device[:4].hex()}-{now:%Y%m%d}-{target.sha256.digest()[:8].hex()}{ENDING}"
                return Written(target.appear(name), target.sha256.digest(), manifest)
        except OSError as error:
            full = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
            raise PakketError(Reden.VOL if error.errno in full else Reden.DICHT) from error
    raise PakketError(Reden.TE_GROOT)


def tips(cursor: Any) -> dict[bytes, tuple[bytes, int, bytes]]:
    """How far this laptop is: stream -> (device, seq, hash of that transaction). Streams with nothing in them are left out."""
    rows = cursor.execute("SELECT stream, device, tip_seq, tip_hash FROM sync_stream WHERE tip_seq > 0 ORDER BY stream").fetchall()
    return {stream: (device, seq, tip) for stream, device, seq, tip in rows}


def put_back(cursor: Any) -> dict[bytes, int]:
    """Of a laptop that goes on in a new stream and wrote nothing in it yet: that stream, with seq 0. Who hears of it knows that what the
    laptop said before, without that stream, is over."""
    rows = cursor.execute(
        "SELECT s.stream, 0 FROM sync_stream s JOIN sync_local l ON l.k = 'stream' AND l.v = s.stream WHERE s.tip_seq = 0"
        " AND EXISTS (SELECT 1 FROM sync_stream o WHERE o.device = s.device AND o.tip_seq > 0)"
    )
    return dict(rows.fetchall())


def _about(
    cursor: Any,
    team: Team,
    active: Iterable[Laptop],
    kind: str,
    app: str,
    now: datetime,
    wanted: Mapping[bytes, Sequence[tuple[int, int]]] | None,
    stand: str | None,
) -> Manifest:
    far, low = tips(cursor), floors(cursor)
    if kind == FULL and low:
        raise PakketError(Reden.NIET_ALLES)
    runs: list[Run] = []
    for stream, (device, tip, _) in far.items() if kind != SNAPSHOT else ():
        for first, last in [(1, tip)] if wanted is None else sorted(wanted.get(stream, ())):
            first = max(first, low.get(stream, 0) + 1)
            if first > last:
                continue
            (held,) = cursor.execute(
                "SELECT t.hash FROM sync_tx t JOIN sync_stream s ON s.id = t.stream WHERE s.stream = ? AND t.seq = ?", (stream, last)
            ).fetchone()
            runs.append(Run(stream, device, first, last, held[:8]))
    return Manifest(
        kind=kind,
        device=team.device,
        app=app,
        moment=instant_text(now),
        to=tuple(laptop.device for laptop in active),
        have={stream: (seq, tip[:8]) for stream, (_, seq, tip) in far.items()}
        | {stream: (0, bytes(8)) for stream in put_back(cursor) if kind != SNAPSHOT},
        runs=tuple(runs),
        stand=stand,
        floors=low,
        tips=tuple(Tip(stream, *tip) for stream, tip in far.items()) if kind == SNAPSHOT else (),
        headers=count_headers(cursor) if kind == SNAPSHOT else 0,
    )


def _content(cursor: Any, team: Team, manifest: Manifest, progress: Callable[[int, int], None]) -> Iterator[bytes]:
    """The lines of a package, each with its end."""
    digest, count = hashlib.sha256(), 0
    certificates = [[one.signing.hex(), one.recipient, _b64(one.certificate)] for _, one in sorted(team.laptops.items())]
    withdrawn = [withdrawal_said(one) for _, ones in sorted(team.withdrawals.items()) for one in standing(ones)]
    runs = [(run.stream, run.first, run.last) for run in manifest.runs]
    erased = [order_said(one) for one in (orders(cursor) if manifest.kind == SNAPSHOT else needed(cursor, runs))]
    about: dict[str, object] = {"retpakket": VERSION, "ws": team.ws.hex(), "vereist": [ERASED] if erased else []}
    about |= said_of(manifest) | {"apparaten": certificates}
    about |= {key: told for key, told in (("ingetrokken", withdrawn), (ERASED, erased)) if told}
    line = _json(about)
    digest.update(line)
    yield line
    pen = Pen()
    said: Iterator[dict[str, object]] = (pen.line(tx) for tx in read_runs(cursor, runs))
    if manifest.kind == SNAPSHOT:
        said = map(pen.header, read_headers(cursor))
    for one in said:
        if count % TOLD_EVERY == 0:
            progress(count, manifest.count)
        line = _json(one)
        digest.update(line)
        count += 1
        yield line
    sig = team.signer.sign(DOMAIN + digest.digest())
    yield _json({"n": count, "sha256": digest.hexdigest(), "handtekening": _b64(sig)})


class Pen:
    """Transactions as JSON; what the line before it already says is left out."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], int] = {}
        self._before: dict[bytes, Tx] = {}
        self._ctx: dict[bytes, bytes] = {}

    def header(self, header: Header) -> dict[str, object]:
        """A line of a snapshot."""
        made: dict[str, object] = {"s": header.stream.hex(), "q": header.seq}
        if self._ctx.get(header.stream) != header.ctx:
            made["c"] = header.ctx.hex()
        self._ctx[header.stream] = header.ctx
        made |= {"h": header.hlc, "m": _text(header.meta), "x": header.hash.hex()}
        if header.sig:
            made |= {"t": _b64(header.sig), "p": header.prev.hex(), "d": _b64(header.digests)}
        return made | {"o": [[idx, *self._op(op)] for idx, op in header.ops]}

    def line(self, tx: Tx) -> dict[str, object]:
        before = self._before.get(tx.stream)
        self._before[tx.stream] = tx._replace(ops=())
        made: dict[str, object] = {"s": tx.stream.hex(), "q": tx.seq}
        if before is None or before.seq + 1 != tx.seq:
            made["p"] = tx.prev.hex()
        if before is None or before.ctx != tx.ctx:
            made["c"] = tx.ctx.hex()
        return made | {"h": tx.hlc, "z": tx.salt.hex(), "m": _text(tx.meta), "t": _b64(tx.sig), "o": [self._op(op) for op in tx.ops]}

    def _op(self, op: Op) -> list[object]:
        key = (op.table, op.cell)
        name: object = self._names.get(key)
        if name is None:
            self._names[key], name = len(self._names), key
        made: list[object] = [name, op.row.hex(), _text(op.value)]
        if op.base or op.kind != SET:
            made.append(op.base.hex())
        if op.kind != SET:
            made.append(_text(op.kind))
        return made


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _text(data: bytes) -> object:
    """Bytes in JSON: as text where they are UTF-8, else as a list of their base64."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return [_b64(data)]


class _Packed:
    """The lines, gzip'd, as age reads them. An exception of the lines passes through age as text only: `error` keeps it."""

    def __init__(self, lines: Iterator[bytes], level: int) -> None:
        self._lines, self._gzip, self._held, self._done = lines, zlib.compressobj(level, zlib.DEFLATED, 31), bytearray(), False
        self.taken = self.given = self.longest = 0
        self.swells = False
        self.error: Exception | None = None

    def read(self, size: int) -> bytes:
        try:
            while len(self._held) < size and not self._done:
                self._more()
        except Exception as error:
            self.error = error
            raise
        out = bytes(self._held[:size])
        del self._held[:size]
        return out

    def _more(self) -> None:
        line = next(self._lines, None)
        if line is None:
            self._held += self._gzip.flush()
            self._done = True
            return
        self.longest = max(self.longest, len(line))
        for at in range(0, len(line), PIECE):
            piece = line[at : at + PIECE]
            packed = self._gzip.compress(piece)
            self._held += packed
            self.given += len(piece)
            self.taken += len(packed)
            # Half of what the reader allows: what gzip holds back counts as not there yet.
            self.swells |= self.given > FREE // 2 + RATIO // 2 * self.taken


class _Target:
    """A file in the making, under a name that no reader takes for a package, until `appear` gives it its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._out = open(path, "xb")  # noqa: SIM115 (closed by `appear` or `close`)
        self.sha256, self.size = hashlib.sha256(), 0
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        self.size += len(data)
        try:
            return self._out.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Age asks for it; what counts is done by `appear`."""

    def appear(self, name: str) -> Path:
        """On the disk first, then under its name, in one step."""
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()
        path = self._path.with_name(name)
        os.replace(self._path, path)
        with contextlib.suppress(OSError):  # not every network drive can; the file is there all the same
            if os.name == "posix":
                folder = os.open(path.parent, os.O_RDONLY)
                try:
                    os.fsync(folder)
                finally:
                    os.close(folder)
        return path

    def close(self) -> None:
        """Leave nothing behind of one that did not appear."""
        with contextlib.suppress(OSError):
            self._out.close()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


@contextlib.contextmanager
def _appearing(folder: Path) -> Iterator[_Target]:
    folder.mkdir(parents=True, exist_ok=True)
    target = _Target(folder / f".{os.urandom(8).hex()}.tmp")
    try:
        yield target
    finally:
        target.close()


# --- reading


@dataclass(frozen=True, slots=True)
class Pakket:
    """A package whose every byte is as its author signed it. `laptops` are those of the team as this laptop knows them, and those that it
    got to know by their certificates in the package; `withdrawals` and `orders` to erase are those that it tells of, signed by the root."""

    path: Path
    sha256: bytes
    manifest: Manifest
    laptops: dict[bytes, Laptop] = field(repr=False)
    withdrawals: tuple[Withdrawal, ...] = field(repr=False)
    orders: tuple[Order, ...] = field(repr=False)
    _team: Team = field(repr=False)
    _first: bytes = field(repr=False)

    def txs(self) -> Generator[Tx]:
        """The transactions, in an order in which they can be taken in. Each run hangs together and is signed by the laptop whose it is;
        of a laptop that is not in `laptops` that can't be seen yet.

        To be taken in as one transaction of the database: the signature of a run comes with its last. Raises PakketError, also when the
        file is no longer as it was. A snapshot has none.
        """
        if self.manifest.kind != SNAPSHOT:
            yield from self._read(Reader(self._team.ws, self.manifest.runs, self.laptops).tx)

    def headers(self) -> Generator[Header]:
        """What a snapshot holds, to be taken in as one transaction of the database. The last of each stream is signed by the laptop whose
        it is; the rest is vouched for by the maker alone. Raises PakketError."""
        reader = HeaderReader(self._team.ws, self.manifest.tips, self.laptops)
        yield from self._read(reader.header)
        if reader.due:
            raise PakketError(Reden.INHOUD)

    def _read(self, made: Callable[[bytes], T]) -> Generator[T]:
        with contextlib.closing(_Opened(self.path, self._team)) as opened:
            try:
                if next(opened.lines) != self._first:
                    raise PakketError(Reden.BESCHADIGD)
                line = next(opened.lines)
                for after in opened.lines:
                    yield made(line)
                    line = after
            except StopIteration:
                raise PakketError(Reden.BESCHADIGD) from None
            if opened.source.sha256.digest() != self.sha256:
                raise PakketError(Reden.BESCHADIGD)


def open_pakket(path: Path, team: Team) -> Pakket:
    """Verify a file as it was received, whole, and give the package that it is. Raises PakketError."""
    with contextlib.closing(_Opened(path, team)) as opened:
        first = next(opened.lines, b"")
        manifest, laptops, withdrawals, told = _manifest(first, team)
        digest, count, line = hashlib.sha256(first), 0, next(opened.lines, b"")
        for after in opened.lines:
            digest.update(line)
            count += 1
            line = after
        _check_trailer(line, count, digest.digest(), manifest, laptops[manifest.device])
        return Pakket(path, opened.source.sha256.digest(), manifest, laptops, withdrawals, told, team, first)


def _check_trailer(line: bytes, count: int, digest: bytes, manifest: Manifest, author: Laptop) -> None:
    try:
        trailer: Any = json.loads(line) if len(line) <= TRAILER_MAX else None
        if (trailer["n"], trailer["sha256"]) != (count, digest.hex()) or count != manifest.count:
            raise PakketError(Reden.BESCHADIGD)
        Ed25519PublicKey.from_public_bytes(author.signing).verify(_unb64(trailer["handtekening"]), DOMAIN + digest)
    except InvalidSignature:
        raise PakketError(Reden.VERVALST) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise PakketError(Reden.BESCHADIGD) from None


def _manifest(line: bytes, team: Team) -> tuple[Manifest, dict[bytes, Laptop], tuple[Withdrawal, ...], tuple[Order, ...]]:
    """What the first line says, once it is clear that it is for us to read."""
    try:
        said: Any = json.loads(line) if len(line) <= MANIFEST_MAX else None
        version = said["retpakket"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise PakketError(Reden.GEEN) from None
    if type(version) is not int or version < 1:
        raise PakketError(Reden.GEEN)
    if version > VERSION:
        raise PakketError(Reden.NIEUWER)
    try:
        if bytes.fromhex(said["ws"]) != team.ws:
            raise PakketError(Reden.ANDER_TEAM)
        if said["soort"] not in KINDS or not FEATURES.issuperset(said["vereist"]):
            raise PakketError(Reden.NIEUWER)
        manifest = manifest_of(said)
        laptops = dict(team.laptops)
        for signing, recipient, certificate in said["apparaten"]:
            laptop = team.certified(_sized(signing, 32), _str(recipient), _unb64(certificate))
            if laptop is not None:
                laptops[laptop.device] = laptop
        told = [said_withdrawal(one) for one in said.get("ingetrokken", ())]
        withdrawals = tuple(one for one in told if signed_by(team.root, one))
        erased = tuple(one for one in map(said_order, said.get(ERASED, ())) if ordered_by(team.root, one))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PakketError(Reden.INHOUD) from None
    if any(run.first > run.last for run in manifest.runs) or any(
        (a.stream, a.last) >= (b.stream, b.first) for a, b in pairwise(manifest.runs)
    ):
        raise PakketError(Reden.INHOUD)
    if any(floor > manifest.far.get(stream, 0) for stream, floor in manifest.floors.items()):
        raise PakketError(Reden.INHOUD)
    if manifest.kind == SNAPSHOT and (
        manifest.runs
        or any(a.stream >= b.stream for a, b in pairwise(manifest.tips))
        or {tip.stream: (tip.seq, tip.hash[:8]) for tip in manifest.tips} != manifest.have
    ):
        raise PakketError(Reden.INHOUD)
    if sum(tip.seq for tip in manifest.tips) + manifest.headers > NUMBERED:
        raise PakketError(Reden.TE_GROOT)
    if team.device not in manifest.to:
        raise PakketError(Reden.NIET_VOOR_ONS)
    if manifest.device not in laptops:
        raise PakketError(Reden.ONBEKEND)
    if laptops[manifest.device].withdrawn:
        raise PakketError(Reden.INGETROKKEN)
    return manifest, laptops, withdrawals, erased


class _Ops:
    """Ops as `Pen` wrote them: their names come once."""

    def __init__(self) -> None:
        self._names: list[tuple[str, str]] = []

    def _op(self, name: Any, row: Any, value: Any, base: Any = "", kind: Any = None) -> Op:
        if isinstance(name, list):
            table, cell = name
            self._names.append((_str(table), _str(cell)))
            name = -1
        elif _int(name) < 0:
            raise ValueError("no such name")
        table, cell = self._names[name]
        return Op(table, cell, bytes.fromhex(row), SET if kind is None else _bytes(kind), _bytes(value), bytes.fromhex(base))


class HeaderReader(_Ops):
    """Lines back to what a snapshot holds. `due` are the streams of which the last was not there yet."""

    def __init__(self, ws: bytes, tips: Iterable[Tip], laptops: Mapping[bytes, Laptop]) -> None:
        super().__init__()
        self._ws = ws
        self._tips = {tip.stream: tip for tip in tips}
        self._laptops = laptops
        self._before: dict[bytes, Header] = {}
        self.due = set(self._tips)

    def header(self, line: bytes) -> Header:
        """The next one. Raises PakketError where it is none, or not signed."""
        try:
            header = self._parsed(json.loads(line))
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            raise PakketError(Reden.INHOUD) from None
        self._before[header.stream] = header._replace(ops=())
        tip = self._tips[header.stream]
        if header.seq == tip.seq:
            self.due.discard(tip.stream)
            key = Ed25519PublicKey.from_public_bytes(self._laptops[tip.device].signing)
            if header.hash != tip.hash or not header.sig or not signed(header, key) or not header.is_of(self._ws):
                raise PakketError(Reden.VERVALST)
        return header

    def _parsed(self, said: Any) -> Header:
        stream, seq = _sized(said["s"], 8), _seq(said["q"])
        tip, before = self._tips[stream], self._before.get(stream)
        if tip.device not in self._laptops:
            raise ValueError("of a laptop that nobody admitted")
        if not (before.seq if before else 0) < seq <= tip.seq:
            raise ValueError("not in order, or beyond what was announced")
        return header(
            stream=stream,
            device=tip.device,
            seq=seq,
            ctx=bytes.fromhex(said["c"]) if before is None or "c" in said else before.ctx,
            hlc=_int(said["h"]),
            meta=_bytes(said["m"]),
            ops=[(_int(idx), self._op(*op)) for idx, *op in said["o"]],
            sig=_unb64(said["t"]) if "t" in said else b"",
            told=_sized(said["x"], 32),
            prev=_sized(said["p"], 32) if "p" in said else b"",
            digests=_unb64(said["d"]) if "d" in said else b"",
        )


class Reader(_Ops):
    """Lines back to transactions, as `Pen` wrote them, each in its run."""

    def __init__(self, ws: bytes, runs: Iterable[Run], laptops: Mapping[bytes, Laptop]) -> None:
        super().__init__()
        self._ws, self._laptops = ws, laptops
        self._before: dict[bytes, Tx] = {}
        self._due: dict[bytes, deque[Run]] = {}
        for run in runs:
            self._due.setdefault(run.stream, deque()).append(run)

    def tx(self, line: bytes) -> Tx:
        """The next transaction. Raises PakketError where it is not one that the manifest announced, or not signed."""
        try:
            tx, run = self._parsed(json.loads(line))
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            raise PakketError(Reden.INHOUD) from None
        self._before[tx.stream] = tx._replace(ops=())
        if tx.seq == run.last:
            self._due[tx.stream].popleft()
            laptop = self._laptops.get(run.device)
            if tx.hash[:8] != run.hash8 or (laptop and not signed(tx, Ed25519PublicKey.from_public_bytes(laptop.signing))):
                raise PakketError(Reden.VERVALST)
        return tx

    def _parsed(self, said: Any) -> tuple[Tx, Run]:
        stream, seq = _sized(said["s"], 8), _seq(said["q"])
        before, run = self._before.get(stream), self._due[stream][0]
        follows = before is not None and before.seq + 1 == seq
        if seq != (before.seq + 1 if before is not None and before.seq >= run.first else run.first):
            raise ValueError("not the one that is due")
        tx = made(
            self._ws,
            stream=stream,
            device=run.device,
            seq=seq,
            prev=before.hash if before is not None and follows else _sized(said["p"], 32),
            ctx=bytes.fromhex(said["c"]) if before is None or "c" in said else before.ctx,
            hlc=_int(said["h"]),
            salt=bytes.fromhex(said["z"]),
            meta=_bytes(said["m"]),
            ops=[self._op(*op) for op in said["o"]],
            sig=_unb64(said["t"]),
        )
        return tx, run


def _str(said: Any) -> str:
    if not isinstance(said, str):
        raise TypeError("no text")
    return said


def _int(said: Any) -> int:
    if type(said) is not int:
        raise TypeError("no number")
    return said


def _seq(said: Any) -> int:
    if not 1 <= _int(said) <= MOST:
        raise ValueError("no seq")
    return int(said)


def _sized(said: Any, size: int) -> bytes:
    data = bytes.fromhex(said)
    if len(data) != size:
        raise ValueError("wrong length")
    return data


def _unb64(said: Any) -> bytes:
    return base64.b64decode(_str(said), validate=True)


def _bytes(said: Any) -> bytes:
    """The bytes behind `_text`."""
    if isinstance(said, list):
        (said,) = said
        return _unb64(said)
    return _str(said).encode()


# --- the bytes of a file


class _Source:
    """A file as age reads it, hashed on the way. An exception passes through age as text only: `error` keeps it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()
        self.error: OSError | None = None

    def read(self, size: int) -> bytes:
        try:
            data = self._file.read(size)
        except OSError as error:
            self.error = error
            raise
        self.sha256.update(data)
        return data


class _Stopped(Exception):
    """Nobody reads on."""


class _Opened:
    """An open file and the lines in it, decrypted only so far ahead of whoever reads them. To be closed."""

    def __init__(self, path: Path, team: Team) -> None:
        try:
            self._file: BinaryIO = open(path, "rb")  # noqa: SIM115 (closed by `close`)
        except OSError:
            raise PakketError(Reden.WEG) from None
        try:
            size = self._look(path)
        except BaseException:
            self._file.close()
            raise
        self.source = _Source(self._file)
        self._path, self._age = path, team.age
        self._pieces: queue.Queue[bytes | Exception | None] = queue.Queue(0 if size <= SMALL else 64)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._decrypt, daemon=True)
        if size <= SMALL:
            self._decrypt()
        else:
            self._thread.start()
        self.lines = _lines(_unzipped(self._decrypted()))

    def close(self) -> None:
        """Stop and give the file back."""
        self._stop.set()
        self.lines.close()
        if self._thread.is_alive():
            self._thread.join()
        self._file.close()

    def _look(self, path: Path) -> int:
        """Its size, when by its beginning it can be a package."""
        try:
            size, start = os.fstat(self._file.fileno()).st_size, self._file.read(len(MAGIC))
            self._file.seek(0)
        except OSError:
            raise PakketError(Reden.WEG) from None
        if not start.strip(b"\0"):
            raise PakketError(Reden.LEEG)
        if not start.startswith(MAGIC):
            # Half a file, or one changed in its first line, under a name that retcli gave.
            raise PakketError(Reden.BESCHADIGD if MAGIC.startswith(start) or _named(path) else Reden.GEEN)
        if size > FILE_MAX:
            raise PakketError(Reden.TE_GROOT)
        return size

    def _decrypt(self) -> None:
        from pyrage import DecryptError, decrypt_io, x25519

        ended: Exception | None = PakketError(Reden.BESCHADIGD)
        try:
            decrypt_io(self.source, self, [x25519.Identity.from_str(self._age)])
            ended = None
        except (DecryptError, OSError) as error:
            if self.source.error is not None:
                ended = PakketError(Reden.WEG)
            elif "No matching keys" in str(error) and not self._differs():
                ended = PakketError(Reden.NIET_VOOR_ONS)
        except _Stopped:
            pass
        finally:
            with contextlib.suppress(_Stopped):
                self._put(ended)

    def write(self, data: bytes) -> int:
        """Age gives a piece of the content, which it has authenticated."""
        self._put(data)
        return len(data)

    def flush(self) -> None:
        """Age asks for it."""

    def _put(self, piece: bytes | Exception | None) -> None:
        while not self._stop.is_set():
            with contextlib.suppress(queue.Full):
                self._pieces.put(piece, timeout=0.05)
                return
        raise _Stopped

    def _decrypted(self) -> Iterator[bytes]:
        while (piece := self._pieces.get()) is not None:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def _differs(self) -> bool:
        """Whether the bytes are no longer those that the file is named after."""
        named = _named(self._path)
        if named is None:
            return False
        with contextlib.suppress(OSError):
            while self.source.read(PIECE):
                pass
        return self.source.sha256.hexdigest()[:16] != named


def _named(path: Path) -> str | None:
    """The hash in the name of a package, also of a copy that got something behind it."""
    found = re.match(r"[0-9a-f]{8}-[0-9a-f]{8}-\d{8}-([0-9a-f]{16})(?![0-9a-f])", path.name)
    return found and found[1]


def _unzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    gzip = zlib.decompressobj(31)
    taken = given = 0
    try:
        for piece in pieces:
            if gzip.eof:
                raise PakketError(Reden.BESCHADIGD)
            taken += len(piece)
            while True:
                out = gzip.decompress(piece, PIECE)
                given += len(out)
                if given > FREE + RATIO * taken:
                    raise PakketError(Reden.TE_GROOT)
                if out:
                    yield out
                piece = gzip.unconsumed_tail
                if not piece and len(out) < PIECE:
                    break
    except zlib.error:
        raise PakketError(Reden.BESCHADIGD if given else Reden.GEEN) from None
    if not gzip.eof or gzip.unused_data:
        raise PakketError(Reden.BESCHADIGD)


def _lines(pieces: Iterable[bytes]) -> Generator[bytes]:
    """Lines with their ends; what has none at the end is no line."""
    parts: list[bytes] = []
    size, ended = 0, False
    for piece in pieces:
        start = 0
        while (end := piece.find(b"\n", start) + 1) > 0:
            parts.append(piece[start:end])
            yield b"".join(parts)
            parts, size, start, ended = [], 0, end, True
        if start < len(piece):
            parts.append(piece[start:])
            size += len(piece) - start
            if size > LINE_MAX:
                raise PakketError(Reden.TE_GROOT)
    if parts:
        raise PakketError(Reden.BESCHADIGD if ended else Reden.GEEN)
