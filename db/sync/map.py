"""The folder of the exchange: on a stick, a network drive, or kept alike by any program that copies folders (docs/sync.md).

Each laptop writes only below a subfolder of its own and reads all. Nothing is ever concluded from a file that is not there, from a name,
or from when a file came: what a package is, its content says. There is no lock and no list that two laptops would both write.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..columns import instant_text
from . import erasure, gaps, pakket, registry, snapshot
from .apply import Forged, Taken, take_in
from .fork import forks
from .pakket import ENDING, Manifest, Pakket, PakketError, Reden, Written, manifest_of, said_of
from .registry import Team
from .spoor import hash_of
from .stand import HEADS, digest, letters
from .tx import floors

if TYPE_CHECKING:
    from ..store import Store

TEMPORARY = (".tmp", ".part", ".partial", ".crdownload", ".download")
LEFT_BEHIND = timedelta(days=1)
KEPT = "gezien"

Spans = list[tuple[int, int]]
"""Seqs from, up to and with; sorted, apart."""

LOOKING, READING, WRITING = "kijken", "lezen", "schrijven"
Progress = Callable[[str, int, int], None]
"""Told which of the three goes on, how far it is and of how much: files that are looked through, transactions that are taken in."""

T = TypeVar("T")


class Stopped(Exception):
    """Raised by whoever is told of the progress, to break off."""


def quiet(what: str, done: int, total: int) -> None:
    """Progress that nobody asks for."""


class Place(NamedTuple):
    """A file as it was when it was verified: while size and time stay, its bytes are taken to."""

    size: int
    time: int
    sha256: bytes


@dataclass(slots=True)
class Gezien:
    """What was verified before, so that it need not be again. It may be lost: then all is verified anew."""

    places: dict[str, Place] = field(default_factory=dict)
    manifests: dict[bytes, Manifest] = field(default_factory=dict)

    @classmethod
    def load(cls, cursor: Any) -> Gezien:
        """As it was kept; nothing where that is not there or can't be read."""
        row = cursor.execute("SELECT v FROM sync_local WHERE k = ?", (KEPT,)).fetchone()
        try:
            said: Any = json.loads(row[0]) if row else {"places": {}, "manifests": {}}
            return cls(
                places={path: Place(size, time, bytes.fromhex(sha)) for path, (size, time, sha) in said["places"].items()},
                manifests={bytes.fromhex(sha): manifest_of(one) for sha, one in said["manifests"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def keep(self, cursor: Any) -> None:
        """Keep it in the database, in the transaction that is open."""
        kept = {place.sha256 for place in self.places.values()}
        said = {
            "places": {path: [place.size, place.time, place.sha256.hex()] for path, place in self.places.items()},
            "manifests": {sha.hex(): said_of(manifest) for sha, manifest in self.manifests.items() if sha in kept},
        }
        cursor.execute("INSERT OR REPLACE INTO sync_local(k, v) VALUES (?, ?)", (KEPT, json.dumps(said).encode()))


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not read now, and why. It stays where it is; when `error.later` it may yet become whole."""

    path: Path
    error: PakketError


@dataclass(frozen=True, slots=True)
class Scan:
    """What a folder holds for this laptop. `new` are the packages that were not taken in yet, each content once, in the order in which
    they were made; `present` is all that is there and whole, by SHA-256, with its paths and in `manifests` with what it says."""

    folder: Path
    new: list[Pakket]
    refused: list[Refused]
    present: dict[bytes, list[Path]]
    manifests: dict[bytes, Manifest]

    def add(self, made: Written) -> None:
        """Count in a package that was written after the scan."""
        self.present[made.sha256], self.manifests[made.sha256] = [made.path], made.manifest

    def drop(self, sha256: bytes) -> None:
        """Leave out a package whose content turned out not to be sound: it brings nothing to anyone."""
        del self.present[sha256], self.manifests[sha256]

    def by(self, device: bytes) -> list[bytes]:
        """What one laptop wrote, oldest first."""
        mine = [(one.moment, sha) for sha, one in self.manifests.items() if one.device == device]
        return [sha for _, sha in sorted(mine)]


def own(folder: Path, team: Team) -> Path:
    """The one subfolder that this laptop writes in."""
    return folder / team.device[:4].hex()


def taken(cursor: Any) -> set[bytes]:
    """The contents that were taken in, by SHA-256."""
    return {sha for (sha,) in cursor.execute("SELECT sha256 FROM sync_file").fetchall()}


def take(cursor: Any, package: Pakket | Written, result: str, now: datetime) -> None:
    """Note that a package was taken in, or made here: it is not new any more. Afterwards: to take it in twice does no harm."""
    cursor.execute(
        "INSERT OR REPLACE INTO sync_file(sha256, name, at, device, result) VALUES (?, ?, ?, ?, ?)",
        (package.sha256, os.fsencode(package.path.name).decode(errors="replace"), instant_text(now), package.manifest.device, result),
    )


def scan(folder: Path, team: Team, gezien: Gezien, known: Container[bytes] = (), progress: Progress = quiet) -> Scan:
    """Look through a folder; `known` are the contents that were taken in. Only what is new is read. Raises PakketError without a folder."""
    new: dict[bytes, Pakket] = {}
    refused: list[Refused] = []
    present: dict[bytes, list[Path]] = {}
    places: dict[str, Place] = {}
    paths = list(_files(folder))
    for n, path in enumerate(paths):
        progress(LOOKING, n, len(paths))
        try:
            stat = path.stat()
        except OSError:
            continue  # gone since the folder was read: that says nothing
        place = gezien.places.get(str(path))
        if place is not None and (place[:2] != (stat.st_size, stat.st_mtime_ns) or not _stands(gezien.manifests.get(place.sha256), team)):
            place = None
        if place is None or (place.sha256 not in known and place.sha256 not in new):
            try:
                package = pakket.open_pakket(path, team)
            except PakketError as error:
                refused.append(Refused(path, error))
                continue
            place = Place(stat.st_size, stat.st_mtime_ns, package.sha256)
            gezien.manifests[package.sha256] = package.manifest
            if package.sha256 not in known:
                new.setdefault(package.sha256, package)
        places[str(path)] = place
        present.setdefault(place.sha256, []).append(path)
    inside = os.path.join(str(folder), "")  # the root of a stick ends so by itself
    gezien.places = {path: place for path, place in gezien.places.items() if not path.startswith(inside)} | places
    # A laptop that has yet to begin can with a snapshot; the others pass it over.
    ordered = sorted(new.values(), key=lambda one: (one.manifest.kind != pakket.SNAPSHOT, one.manifest.moment, one.sha256))
    return Scan(folder, ordered, refused, present, {sha: gezien.manifests[sha] for sha in present})


def _stands(manifest: Manifest | None, team: Team) -> bool:
    """Whether what was verified before still counts: the others refuse the packages of a laptop that was withdrawn since."""
    author = team.laptops.get(manifest.device) if manifest else None
    return manifest is not None and not (author and author.withdrawn)


def _files(folder: Path) -> Iterator[Path]:
    """What may be a package, in the folder and one level below. Names that copying programs use for what is not whole are left out."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        raise PakketError(Reden.GEEN_MAP) from None
    below: list[os.DirEntry[str]] = []
    for entry in entries:
        with contextlib.suppress(OSError):
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                below += sorted(os.scandir(entry.path), key=lambda entry: entry.name)
    for entry in entries + below:
        name = entry.name.lower()
        if ENDING in name and not name.startswith((".", "~")) and not name.endswith(TEMPORARY):
            there = False
            with contextlib.suppress(OSError):  # it went just now, or the drive does not say
                there = entry.is_file(follow_symlinks=False)
            if there:
                yield Path(entry.path)


# --- writing


def write_new(
    cursor: Any,
    team: Team,
    found: Scan,
    *,
    app: str,
    now: datetime,
    stand: str | None = None,
    again: Collection[bytes] = (),
    progress: Progress = quiet,
) -> Written | None:
    """Write what another laptop of the team may not have: it did not say that it has it, and no file here that it can open holds it; and
    what the own files `again` hold, which go.

    Work of others is passed on; not what a snapshot left out, which is not here. Where there is none of that but this laptop got further, a
    package without transactions says so. None when there is nothing to say. `cursor` has one consistent state, with all in it that was
    taken in. Raises PakketError.
    """
    far = {stream: seq for stream, (_, seq, _) in pakket.tips(cursor).items()} | pakket.put_back(cursor)
    wanted = lacking(cursor, team, [manifest for sha, manifest in found.manifests.items() if sha not in again])
    said = _said(found.manifests[sha] for sha in found.by(team.device) if sha not in again)
    # Also without others: that a laptop was withdrawn stands in the folder then, for whoever is put back or comes later.
    if not (_others(team) or team.withdrawals) or not (wanted or any(seq > said.get(stream, -1) for stream, seq in far.items())):
        return None
    return pakket.write(
        own(found.folder, team), cursor, team, kind=pakket.INC, app=app, now=now, stand=stand, wanted=wanted,
        progress=lambda done, total: progress(WRITING, done, total),
    )  # fmt: skip


def outdated(cursor: Any, team: Team, found: Scan) -> set[bytes]:
    """Own files that hold what was erased since they were written. Those that turn out to hold nothing of it are not looked at again."""
    last = erasure.heard(cursor)
    if not last:
        return set()
    written = dict(cursor.execute("SELECT sha256, result FROM sync_file WHERE device = ?", (team.device,)).fetchall())
    mine = own(found.folder, team)
    return {
        sha
        for sha in found.by(team.device)
        if (seen := _seen(written.get(sha))) < last
        and any(path.parent == mine for path in found.present[sha])
        and (found.manifests[sha].kind == pakket.SNAPSHOT or _holds_erased(cursor, found.manifests[sha], seen))
    }


def _look_no_more(cursor: Any, files: Iterable[bytes]) -> None:
    """Own files that hold nothing of what was erased until now."""
    last = erasure.heard(cursor)
    if last:
        cursor.executemany("UPDATE sync_file SET result = ? WHERE sha256 = ?", [(str(last), sha) for sha in files])


def _seen(result: str | None) -> int:
    """The number of the last order to erase that an own file holds nothing of; 0 where it was never looked at."""
    return int(result) if result and result.isdecimal() else 0


def _holds_erased(cursor: Any, manifest: Manifest, seen: int) -> bool:
    return bool(erasure.needed(cursor, [(run.stream, run.first, run.last) for run in manifest.runs], after=seen))


def lacking(cursor: Any, team: Team, manifests: Collection[Manifest] = ()) -> dict[bytes, Spans]:
    """What another laptop of the team may not have, by stream: it did not say that it has it, and none of these packages, which it can
    open, holds it. What a snapshot left out is not here to give. Of a stream with two branches its laptop gives its own as a whole."""
    others, peers, low = _others(team), _peers(cursor, manifests), floors(cursor)
    wanted: dict[bytes, Spans] = {}
    tips = pakket.tips(cursor)
    for one in forks(cursor):
        runs = [run for manifest in manifests for run in manifest.runs if run.stream == one.stream and run.first <= one.seq <= run.last]
        ours = (hash_of(cursor, one.stream, run.last) or b"" for run in runs)
        if one.device == team.device and not any(here[:8] == run.hash8 for here, run in zip(ours, runs, strict=True)):
            wanted[one.stream] = [(one.seq, tips[one.stream][1])]
    for stream, (_, tip, _) in tips.items():
        below = (1, low.get(stream, 0))
        reached = (_reach(stream, other, manifests, peers) for other in others)
        spans = [span for reach in reached for span in _beyond(tip, _joined([below, *reach]))]
        if spans:
            wanted[stream] = _joined([*wanted.get(stream, ()), *spans])
    return wanted


def write_full(cursor: Any, team: Team, folder: Path, *, app: str, now: datetime, stand: str | None = None) -> Written:
    """Write everything, whatever lies there already. Raises PakketError."""
    return pakket.write(own(folder, team), cursor, team, kind=pakket.FULL, app=app, now=now, stand=stand)


def write_snapshot(cursor: Any, team: Team, folder: Path, *, app: str, now: datetime, stand: str | None = None) -> Written:
    """Write what stands now without what came before it, for a laptop that begins. Raises PakketError."""
    return pakket.write(own(folder, team), cursor, team, kind=pakket.SNAPSHOT, app=app, now=now, stand=stand)


def _others(team: Team) -> list[bytes]:
    return [laptop.device for laptop in team.active() if laptop.device != team.device]


def _peers(cursor: Any, manifests: Iterable[Manifest]) -> dict[bytes, dict[bytes, int]]:
    """How far each laptop said it was: device -> stream -> seq."""
    made, said = gaps.peers(cursor), list(manifests)
    own = {device: gaps.own_streams(cursor, device) for device in {manifest.device for manifest in said}}
    for run in (run for manifest in said for run in manifest.runs if run.device in own):
        own[run.device].add(run.stream)
    for manifest in said:
        made[manifest.device] = gaps.further(made.get(manifest.device, {}), manifest.far, own[manifest.device])
    return made


def _said(manifests: Iterable[Manifest]) -> dict[bytes, int]:
    """How far one laptop was, by all of these."""
    made: dict[bytes, int] = {}
    for manifest in manifests:
        for stream, seq in manifest.far.items():
            made[stream] = max(seq, made.get(stream, 0))
    return made


def _reach(stream: bytes, device: bytes, manifests: Iterable[Manifest], peers: Mapping[bytes, Mapping[bytes, int]]) -> Spans:
    """What of a stream a laptop has, or can read in these packages."""
    spans = [(1, peers.get(device, {}).get(stream, 0))]
    for manifest in manifests:
        if device in manifest.to:
            spans += [(run.first, run.last) for run in manifest.runs if run.stream == stream]
            if device not in peers:  # it never said anything: it has yet to begin, and can with this
                spans += [(1, tip.seq) for tip in manifest.tips if tip.stream == stream]
    return _joined(spans)


def _joined(spans: Iterable[tuple[int, int]]) -> Spans:
    made: Spans = []
    for first, last in sorted(span for span in spans if span[0] <= span[1]):
        if made and first <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(made[-1][1], last))
        else:
            made.append((first, last))
    return made


def _beyond(tip: int, covered: Spans) -> Spans:
    """What of 1 up to and with `tip` is not covered."""
    made, start = list[tuple[int, int]](), 1
    for first, last in covered:
        if first > tip:
            break
        if first > start:
            made.append((start, first - 1))
        start = last + 1
    if start <= tip:
        made.append((start, tip))
    return made


# --- all at once


@dataclass(slots=True)
class Exchanged:
    """What an exchange did: the packages taken in, with what each brought; the files that were not read; what was written, None when there
    was nothing to say, and an own snapshot that was made anew because of what was erased; and own files that were removed because nobody
    needs them any more. `manifests` is what all that lies there whole says of itself, by SHA-256. `stopped` when it was broken off before
    the end."""

    taken: list[tuple[Pakket, Taken]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    written: Written | None = None
    anew: Written | None = None
    removed: list[Path] = field(default_factory=list)
    manifests: dict[bytes, Manifest] = field(default_factory=dict)
    stopped: bool = False


def exchange(store: Store, folder: Path, *, until: Mapping[bytes, int] | None = None, progress: Progress = quiet) -> Exchanged:
    """Take in what is new, write what others lack, tidy up. Each package is taken in whole or not at all, and one that is refused holds up
    no other. `until` as in `take_in`. Stopped anywhere, the next one goes on from there; stopped by `progress`, it tells what was done.
    Raises PakketError, and what `take_in` raises."""
    done = Exchanged()
    try:
        found, gezien = _looked_through(store, folder, done, progress)
        _keep_sum(store)
        with store.raw_cursor() as cursor:
            _hear(cursor, found.new)
        for package, told in _told(found.new, progress):
            with _refusing(done, found, package):
                done.taken.append((package, _taken_in(store, package, told, until)))
        erasure.carry_out(store)  # what a file told that was not taken in, before anything is written
        store.fasten()
        with store.reading() as session:
            raw: Any = session.connection().connection.driver_connection
            cursor = raw.cursor()
            team = registry.team(cursor)
            now, stand, old = store.now(), letters(digest(cursor)), outdated(cursor, team, found)
            peers, others = _peers(cursor, found.manifests.values()), _others(team)
            beginning = any(other not in peers for other in others)
            mine = {sha for sha in found.by(team.device) if found.manifests[sha].tips}
            if beginning and mine and mine <= old:
                # First: what it says and holds needs no other package.
                done.anew = write_snapshot(cursor, team, folder, app=store.app, now=now, stand=stand)
                found.add(done.anew)
            done.written = write_new(cursor, team, found, app=store.app, now=now, stand=stand, again=old, progress=progress)
            if done.written is not None:
                found.add(done.written)
            done.removed = tidy(cursor, team, found, now, old)
        with store.raw_cursor() as cursor:
            for written in filter(None, (done.written, done.anew)):
                take(cursor, written, "", store.now())
            _look_no_more(cursor, set(found.by(team.device)) - old)
            gezien.keep(cursor)
    except Stopped:
        done.stopped = True
    return done


def preview(store: Store, folder: Path, look: Callable[[Any, Exchanged], T], *, progress: Progress = quiet) -> T:
    """What `exchange` would take in, as `look` tells it from a cursor that sees all of it taken in. Then all is taken back. Raises what
    `exchange` raises, and Stopped."""
    done = Exchanged()
    found, _ = _looked_through(store, folder, done, progress)
    with store.taking_in(keep=False) as cursor:
        _hear(cursor, found.new)
        erasure.settle(cursor)
        for package, told in _told(found.new, progress):
            with _refusing(done, found, package), _savepoint(cursor):
                done.taken.append((package, take_package(cursor, store, package, told)))
        return look(cursor, done)


def read_files(store: Store, paths: Iterable[Path], *, progress: Progress = quiet) -> Exchanged:
    """Take in packages from wherever they are, and write nothing. Stopped by `progress` it tells what was done. Raises what `take_in`
    raises."""
    done = Exchanged()
    with store.raw_cursor() as cursor:
        team = registry.team(cursor)
    try:
        for path in paths:
            try:
                package = pakket.open_pakket(path, team)
            except PakketError as error:
                done.refused.append(Refused(path, error))
                continue
            done.manifests[package.sha256] = package.manifest
            for _, told in _told([package], progress):
                with _refusing(done, None, package):
                    done.taken.append((package, _taken_in(store, package, told, None)))
    except Stopped:
        done.stopped = True
    return done


def take_package(
    cursor: Any, store: Store, package: Pakket, progress: Callable[[int], None] = lambda _: None, until: Mapping[bytes, int] | None = None
) -> Taken:
    """Take in one package within a transaction of `Store.taking_in`. Raises PakketError and what `take_in` raises; then what was written
    is to be taken back."""
    said = package.manifest
    _hear(cursor, [package])
    author = registry.team(cursor).laptops.get(said.device)
    if author is not None and author.withdrawn:
        raise PakketError(Reden.INGETROKKEN)
    result = snapshot.take_into_log(cursor, store, package, until=until, progress=progress)
    now = store.now()
    gaps.note_floors(cursor, said.device, said.floors)
    gaps.note(cursor, said.device, said.far, instant_text(min(moment_of(said) or now, now)))
    return result


def _hear(cursor: Any, packages: Iterable[Pakket]) -> None:
    """Who was withdrawn and what was erased counts before anything is taken in, whichever file tells it."""
    packages = list(packages)
    registry.hear(cursor, (one for package in packages for one in package.withdrawals))
    erasure.hear(cursor, (one for package in packages for one in package.orders))


def moment_of(manifest: Manifest) -> datetime | None:
    """When a package was made, by the clock of its maker; None when what it says is no moment."""
    try:
        return datetime.fromisoformat(manifest.moment).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _looked_through(store: Store, folder: Path, done: Exchanged, progress: Progress) -> tuple[Scan, Gezien]:
    with store.raw_cursor() as cursor:
        team, gezien, known = registry.team(cursor), Gezien.load(cursor), taken(cursor)
    found = scan(folder, team, gezien, known, progress)
    done.refused += found.refused
    done.manifests = found.manifests
    return found, gezien


def _keep_sum(store: Store) -> None:
    """The sum of the heads is kept from the first exchange on: to make it anew takes as long as there are heads."""
    if HEADS not in store.local():
        take_in(store, ())


def _taken_in(store: Store, package: Pakket, progress: Callable[[int], None], until: Mapping[bytes, int] | None) -> Taken:
    with store.taking_in() as cursor:
        result = take_package(cursor, store, package, progress, until)
        take(cursor, package, f"{result.txs} {result.double}", store.now())
        return result


@contextlib.contextmanager
def _refusing(done: Exchanged, found: Scan | None, package: Pakket) -> Iterator[None]:
    """A package that can't be taken in is refused, and brings nothing to anyone; the others go on."""
    try:
        yield
    except (PakketError, Forged) as error:
        done.refused.append(Refused(package.path, error if isinstance(error, PakketError) else PakketError(Reden.VERVALST)))
        if found is not None:
            found.drop(package.sha256)


@contextlib.contextmanager
def _savepoint(cursor: Any) -> Iterator[None]:
    cursor.execute("SAVEPOINT pakket")
    try:
        yield
    except BaseException:
        if cursor.connection.in_transaction:  # a full disk takes back everything by itself
            cursor.execute("ROLLBACK TO pakket")
            cursor.execute("RELEASE pakket")
        raise
    cursor.execute("RELEASE pakket")


def _told(packages: Sequence[Pakket], progress: Progress) -> Iterator[tuple[Pakket, Callable[[int], None]]]:
    """Each with what tells how far it is, of all of them together."""
    total, before = sum(package.manifest.count for package in packages), 0

    def telling(before: int) -> Callable[[int], None]:
        return lambda n: progress(READING, before + n, total)

    for package in packages:
        yield package, telling(before)
        before += package.manifest.count


# --- tidying


def tidy(cursor: Any, team: Team, found: Scan, now: datetime, old: Collection[bytes] = ()) -> list[Path]:
    """Remove own files that nobody needs any more: each other laptop said that it has what they carry, or can read it in an own file that
    stays; and what they say of this laptop a file that stays says too. Those in `old` are to go: no other goes because of them. Gives what
    was removed: only ever below the own subfolder."""
    if any(one.device == team.device for one in forks(cursor)):
        return []  # the files of a copy lie among them: they say other things under the same numbers
    mine, others, peers = own(found.folder, team), _others(team), _peers(cursor, found.manifests.values())
    paths = {sha: [path for path in found.present[sha] if path.parent == mine] for sha in found.by(team.device)}
    kept = {sha: found.manifests[sha] for sha in paths if paths[sha]}
    going: list[Path] = []
    for sha, manifest in sorted(kept.items(), key=lambda one: one[0] not in old):
        rest = [other for one, other in kept.items() if one != sha and one not in old]
        if _superseded(manifest, rest, others, peers) or (sha in old and manifest.tips and any(one.tips for one in rest)):
            del kept[sha]
            going += paths[sha]
        else:
            going += sorted(paths[sha], key=lambda path: (len(path.name), path.name))[1:]
    return [path for path in [*going, *_left_behind(mine, now)] if _removed(path)]


def _superseded(manifest: Manifest, rest: Sequence[Manifest], others: Iterable[bytes], peers: Mapping[bytes, Mapping[bytes, int]]) -> bool:
    if manifest.tips and any(other not in peers for other in others):
        return False
    said = _said(rest)
    if any(seq > said.get(stream, -1) for stream, seq in manifest.far.items()):
        return False
    return all(
        any(first <= run.first and run.last <= last for first, last in _reach(run.stream, other, rest, peers))
        for run in manifest.runs
        for other in others
    )


def _left_behind(mine: Path, now: datetime) -> Iterator[Path]:
    """What a crash left half made, long enough ago that nobody is still making it."""
    with contextlib.suppress(OSError):
        for entry in sorted(os.scandir(mine), key=lambda entry: entry.name):
            if re.fullmatch(r"\.[0-9a-f]{16}\.tmp", entry.name) and entry.stat().st_mtime < (now - LEFT_BEHIND).timestamp():
                yield Path(entry.path)


def _removed(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True
