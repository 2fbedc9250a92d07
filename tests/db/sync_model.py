"""An executable model of the algebra under the journal and the exchange (docs/sync.md): no I/O, kept as terse as its subject allows.

It checks: incremental state == from-scratch oracle at every step, convergence after exchange in any order with loss, duplication and
reordering, no edit lost, references closed, snapshot merge, restored backups, rows and single values erased for good while others
work on. The real store is tested against its `oracle`.
"""

# Terse on purpose: a page of algebra to be read at once. The linters see it as it is.
# ruff: noqa
# fmt: off
# mypy: ignore-errors
from __future__ import annotations
import copy, hashlib, itertools, os
from dataclasses import dataclass, replace
from hypothesis import settings, strategies as st, HealthCheck
from hypothesis.stateful import RuleBasedStateMachine, rule, invariant, initialize, precondition
from ..verhalen import phases

LIFE, ORDER = "_life", "order"             # an op on ORDER erases: its value is (rows, dots)
@dataclass(frozen=True)
class Gone:                                # what stays of an erased value: enough for the hash
    digest: str
def mark(v): return v if isinstance(v, Gone) else Gone(hashlib.sha256(repr(v).encode()).hexdigest()[:16])
@dataclass(frozen=True)
class Op:
    row: str; fld: str; kind: str; val: object; base: frozenset   # base: dots (stream, seq, idx) the author SAW
@dataclass(frozen=True)
class Tx:
    stream: str; seq: int; ctx: tuple; hlc: int; prev: str; ops: tuple
    @property
    def hash(self): return hashlib.sha256(repr((self.stream, self.seq, self.ctx, self.hlc, self.prev,
        [(o.row, o.fld, o.kind, mark(o.val).digest, sorted(o.base)) for o in self.ops])).encode()).hexdigest()[:16]
@dataclass
class Head:
    val: object; hlc: int; ctx: dict      # ctx = full version vector of the author at that tx
def covers(vv, stream, seq): return vv.get(stream, 0) >= seq

class Fork(Exception): pass
class Bare(Exception): pass                # a value is gone and nobody ordered it

class Replica:
    def __init__(s, name, wall):
        s.name, s.wall, s.gen = name, wall, 0
        s.vv, s.log, s.parked, s.heads, s.cnt, s.tip, s.peer, s.have = {}, {}, {}, {}, {}, {}, {}, {}
        s.seq, s.hlc, s.orders, s.gone, s.dots = 0, 0, set(), set(), set()
    @property
    def stream(s): return f"{s.name}{s.gen}"
    # ---- clock: advisory only, never used for domination ----
    def stamp(s, skew):
        w = s.wall() + skew
        s.hlc = max(w, s.hlc + 1) if s.hlc <= w + 3600 else w      # a poisoned clock is dropped, not carried on
        return s.hlc
    # ---- local write ----
    def commit(s, ops, skew=0):
        if not ops: return None
        ctx = tuple(sorted(s.vv.items())); s.seq += 1
        t = Tx(s.stream, s.seq, ctx, s.stamp(skew), s.tip.get(s.stream, ""), tuple(ops))
        s._apply(t); return t
    # ---- erasing: an order counts as soon as it is heard, for what is here and for all that comes in later ----
    def hear(s, orders):
        if not set(orders) - s.orders: return
        s.orders |= set(orders)
        s.gone, s.dots = {x for r, _ in s.orders for x in r}, {d for _, ds in s.orders for d in ds}
        s.log, s.parked = ({k: s.strip(t) for k, t in log.items()} for log in (s.log, s.parked))
        s.strip_heads()
    def erased(s, row, fld, dot): return fld != ORDER and (row in s.gone or dot in s.dots)
    def strip(s, t):
        return replace(t, ops=tuple(replace(o, val=mark(o.val)) if s.erased(o.row, o.fld, (t.stream, t.seq, i)) else o for i, o in enumerate(t.ops)))
    def strip_heads(s):
        for (r, f), hs in s.heads.items():
            for d, h in hs.items():
                if s.erased(r, f, d): hs[d] = replace(h, val=mark(h.val))
        s.cnt = {k: c for k, c in s.cnt.items() if k[0] not in s.gone}
    # ---- import: causal delivery, park the rest ----
    def receive(s, txs, have=None, frm=None, orders=()):
        s.hear(orders)
        for k, v in (have or {}).items():
            s.have[k] = max(s.have.get(k, 0), v)
            if frm: s.peer.setdefault(frm, {}); s.peer[frm][k] = max(s.peer[frm].get(k, 0), v)
        for t in txs:
            old = s.log.get((t.stream, t.seq)) or s.parked.get((t.stream, t.seq))
            if old is not None:
                if old.hash != t.hash: raise Fork((t.stream, t.seq))
                continue
            if covers(s.vv, t.stream, t.seq): continue            # known through a snapshot
            t = s.strip(t)
            if any(isinstance(o.val, Gone) and not s.erased(o.row, o.fld, (t.stream, t.seq, i)) for i, o in enumerate(t.ops)): raise Bare(t)
            s.parked[(t.stream, t.seq)] = t
        todo = True
        while todo:
            todo = False
            for k, t in sorted(s.parked.items()):
                if s.vv.get(t.stream, 0) == t.seq - 1 and all(covers(s.vv, a, b) for a, b in t.ctx):
                    if t.prev and s.tip.get(t.stream, t.prev) != t.prev: raise Fork(k)
                    del s.parked[k]; s._apply(t); todo = True
        s.parked = {k: t for k, t in s.parked.items() if not covers(s.vv, *k)}
    def _apply(s, t):
        s.log[(t.stream, t.seq)] = t; s.vv[t.stream] = t.seq; s.tip[t.stream] = t.hash
        ctx = dict(t.ctx)
        for i, o in enumerate(t.ops):
            if o.kind == "inc":
                if o.row in s.gone: continue
                c = s.cnt.setdefault((o.row, o.fld), {}); c[t.stream] = c.get(t.stream, 0) + o.val; continue
            h = s.heads.setdefault((o.row, o.fld), {})
            for d in o.base: h.pop(d, None)
            h[(t.stream, t.seq, i)] = Head(o.val, t.hlc, ctx)
        s.hear([o.val for o in t.ops if o.fld == ORDER])
    # ---- queries ----
    def first(s, row, fld):
        h = s.heads.get((row, fld)) or {}
        return max(h.items(), key=lambda kv: (kv[1].hlc, kv[0]))[1].val if h else None
    def winner(s, row, fld):                                      # an erased value shows as none
        w = s.first(row, fld); return None if isinstance(w, Gone) else w
    def seen(s, row, fld):                                        # what an ordinary form shows: winner (+ equal values)
        h = s.heads.get((row, fld)) or {}; w = s.first(row, fld)
        return frozenset(d for d, x in h.items() if x.val == w)
    def all_heads(s, row, fld): return frozenset(s.heads.get((row, fld)) or {})
    def rows(s): return sorted({r for r, f in s.heads if f == LIFE})
    def _alive0(s, row):
        life = s.heads[(row, LIFE)]
        dead = [(d, h) for d, h in life.items() if h.val == "dead"]
        if len(dead) < len(life): return True
        for (r, f), hs in s.heads.items():                        # contested: someone edited without having seen the delete
            if r == row and f != LIFE:
                for (st_, sq, _i) in hs:
                    if not any(covers(h.ctx, st_, sq) or d[:2] == (st_, sq) for d, h in dead): return True
        return False
    def visible(s):
        vis = {r for r in s.rows() if r not in s.gone and s._alive0(r)}
        todo = list(vis)                                          # least fixpoint: a visible child keeps its parent visible
        while todo:
            p = s.parent(todo.pop())
            if p and p not in vis: vis.add(p); todo.append(p)
        return vis
    def parent(s, row):                                           # a reference to an erased row shows as none
        p = s.winner(row, "parent"); return None if p in s.gone else p
    def conflicts(s):
        return {k for k, h in s.heads.items() if len({repr(x.val) for x in h.values()}) > 1}
    def state(s):
        vis = s.visible()
        return (tuple(sorted(vis)), tuple(sorted((k, tuple(sorted((d, repr(h.val)) for d, h in v.items()))) for k, v in s.heads.items())),
                tuple(sorted((k, sum(c.values())) for k, c in s.cnt.items())),
                tuple(sorted((r, f, repr(s.parent(r) if f == "parent" else s.winner(r, f))) for r, f in s.heads if r in vis)), tuple(sorted(s.vv.items())))
    def missing(s): return {k: (s.vv.get(k, 0) + 1, v) for k, v in s.have.items() if v > s.vv.get(k, 0)}
    # ---- bundles ----
    def export(s, since=None):
        return [t for k, t in s.log.items() if k[1] > (since or {}).get(k[0], 0)], dict(s.vv), s.name, set(s.orders)
    def snapshot(s):
        return copy.deepcopy((s.heads, s.cnt, s.vv, s.tip, s.orders))
    def merge_snapshot(s, snap):                                  # DVV-set merge: works without any history
        H, C, V, T, O = copy.deepcopy(snap)
        for k in set(H) | set(s.heads):
            a, b = s.heads.get(k, {}), H.get(k, {})
            s.heads[k] = {d: h for d, h in a.items() if d in b or not covers(V, *d[:2])} | \
                         {d: h for d, h in b.items() if d in a or not covers(s.vv, *d[:2])}
            if not s.heads[k]: del s.heads[k]
        for k in set(C) | set(s.cnt):
            a, b = s.cnt.get(k, {}), C.get(k, {})
            s.cnt[k] = {x: (b.get(x, 0) if V.get(x, 0) > s.vv.get(x, 0) else a.get(x, 0)) for x in set(a) | set(b)}
        for x, n in V.items():
            if n > s.vv.get(x, 0): s.vv[x] = n; s.tip[x] = T[x]
        s.hear(O); s.strip_heads()
        s.receive([])

def oracle(txs):
    """From scratch, from the set of txs only (no order): heads = ops - union of bases; counters = sum."""
    ops = {(t.stream, t.seq, i): (t, o) for t in txs for i, o in enumerate(t.ops)}
    gone = set(itertools.chain.from_iterable(o.base for _, o in ops.values()))
    heads, cnt = {}, {}
    for d, (t, o) in ops.items():
        if o.kind == "inc": cnt[(o.row, o.fld)] = cnt.get((o.row, o.fld), 0) + o.val
        elif d not in gone: heads.setdefault((o.row, o.fld), {})[d] = o.val
    return heads, cnt, ops

NAMES = ["A", "B", "C", "D"]
class Sync(RuleBasedStateMachine):
    def __init__(s):
        super().__init__(); s.t = 1000; s.R = {n: Replica(n, lambda: s.t) for n in NAMES}
        s.mail, s.backups, s.forms, s.n, s.snaps, s.held = [], [], [], 0, [], {}
        s.all = {}                                                # every tx ever authored by a surviving stream
    def put(s, r, ops, skew=0):
        s.t += 1; t = r.commit(ops, skew)
        if t: s.all[(t.stream, t.seq)] = t
    dev = st.sampled_from(NAMES); skew = st.sampled_from([0, 0, 0, -500, 400, 10**6])
    pick = st.integers(0, 10**6)
    def row(s, r, p):
        v = sorted(r.visible()); return v[p % len(v)] if v else None
    def create(s, d, p, k, b):
        r = s.R[d]; s.n += 1; x = f"r{s.n}"; ops = [Op(x, LIFE, "set", "alive", frozenset()), Op(x, "f", "set", s.n, frozenset())]
        par = s.row(r, p)
        if b and par: ops.append(Op(x, "parent", "set", par, frozenset()))
        s.put(r, ops, k)
    def edit(s, d, p, k, b):                                      # ordinary edit: supersedes only what was displayed
        r = s.R[d]; x = s.row(r, p)
        if x: s.n += 1; s.put(r, [Op(x, "f", "set", 7 if b else s.n, r.seen(x, "f"))], k)
    def open_form(s, d, p, k, b):
        r = s.R[d]; x = s.row(r, p)
        if x: s.forms.append((d, r.gen, x, r.seen(x, "f")))
    def save_stale_form(s, d, p, k, b):                           # form saved after a background import: base = what was shown
        if not s.forms: return
        d, g, x, base = s.forms.pop(p % len(s.forms)); r = s.R[d]
        if g == r.gen and x in r.visible(): s.n += 1; s.put(r, [Op(x, "f", "set", s.n, base)])
    def resolve(s, d, p, k, b):
        r = s.R[d]; c = sorted(k for k in r.conflicts() if k[1] == "f" and k[0] in r.visible())
        if c: x, f = c[p % len(c)]; s.put(r, [Op(x, f, "set", r.winner(x, f), r.all_heads(x, f))])
    def move(s, d, p, k, b):                                      # re-parent (no cycle seen locally)
        r = s.R[d]; x, y = s.row(r, p), s.row(r, p // 97); z = y
        while z and z != x: z = r.winner(z, "parent")
        if x and y and z != x and not s.cyclic(r): s.put(r, [Op(x, "parent", "set", y, r.seen(x, "parent"))])
    def cyclic(s, r):
        for x in r.rows():
            seen = set()
            while x and x not in seen: seen.add(x); x = r.winner(x, "parent")
            if x: return True
        return False
    def delete(s, d, p, k, b):                                    # app-level cascade: children seen die in the same tx
        r = s.R[d]; x = s.row(r, p)
        if not x: return
        s.put(r, [Op(y, LIFE, "set", "dead", r.all_heads(y, LIFE)) for y in s.below(r, x)])
    def below(s, r, x):
        kill, todo = [x], [x]
        while todo:
            y = todo.pop()
            for c in sorted(r.visible()):
                if r.winner(c, "parent") == y and c not in kill: kill.append(c); todo.append(c)
        return kill
    def erase(s, d, p, k, b):                                     # a row for good, with what hangs on it or not; maybe what another cell ever held
        r = s.R[d]; x = s.row(r, p)
        if not x: return
        s.n += 1; kill = s.below(r, x) if b else [x]; dots = set()
        ops = [Op(y, LIFE, "set", "dead", r.all_heads(y, LIFE)) for y in kill]
        ops += [Op(c, "parent", "set", None, r.seen(c, "parent")) for c in sorted(r.visible()) if c not in kill and r.winner(c, "parent") in kill]
        y = s.row(r, p // 97)
        if p % 3 and y not in kill:                               # a laptop that began with a snapshot knows of what stands only
            dots = {(*q, i) for q, t in r.log.items() for i, o in enumerate(t.ops) if (o.row, o.fld) == (y, "f")} | r.all_heads(y, "f")
            ops.append(Op(y, "f", "set", s.n, r.seen(y, "f") if p % 3 == 1 else r.all_heads(y, "f")))
        s.put(r, [*ops, Op(f"w{s.n}", ORDER, "set", (tuple(sorted(kill)), tuple(sorted(dots))), frozenset())], k)
    def revive(s, d, p, k, b):
        r = s.R[d]; v = r.visible() | r.gone; c = [x for x in r.rows() if x not in v]
        if c:
            x = c[p % len(c)]; s.put(r, [Op(x, LIFE, "set", "alive", r.all_heads(x, LIFE))])
    def inc(s, d, p, k, b):
        r = s.R[d]; x = s.row(r, p)
        if x: s.put(r, [Op(x, "n", "inc", p % 7 - 3, frozenset())])
    ACTS = ["create", "edit", "edit", "open_form", "save_stale_form", "resolve", "move", "delete", "revive", "inc", "erase"]
    @initialize()
    def seed(s):
        for i in range(4): s.create("A", i, 0, i > 1)
        for n in NAMES[1:]: s.R[n].receive(*s.R["A"].export())
    @rule(d=dev, acts=st.lists(st.tuples(st.sampled_from(ACTS), pick, skew, st.booleans()), min_size=1, max_size=5))
    def work(s, d, acts):
        for a, p, k, b in acts: getattr(s, a)(d, p, k, b)
    @rule(d=dev, e=dev, holes=st.integers(0, 4), twice=st.booleans())
    def ship(s, d, e, holes, twice):                              # USB stick: straight from d to e, maybe damaged, maybe twice
        txs, have, frm, told = s.R[d].export(s.R[d].peer.get(e) if holes != 2 else None)
        s.R[e].receive([t for j, t in enumerate(txs) if not holes or j % 4 != holes - 1], have, frm, told)
        if twice: s.R[e].receive(txs[::-1], have, frm, told)
    # ---- transport ----
    @rule(d=dev, e=dev, full=st.booleans())
    def export(s, d, e, full): s.mail.append(s.R[d].export(None if full else s.R[d].peer.get(e)))
    @precondition(lambda s: s.mail)
    @rule(d=dev, p=pick, keep=st.booleans(), cut=st.integers(0, 3))
    def deliver(s, d, p, keep, cut):                              # duplicate (keep), reorder (any index), truncate/holes (cut)
        i = p % len(s.mail); txs, have, frm, told = s.mail[i] if keep else s.mail.pop(i)
        s.R[d].receive([t for j, t in enumerate(txs) if not cut or (j + p) % (cut + 1)], have, frm, told)
    @precondition(lambda s: s.mail)
    @rule(p=pick)
    def lose(s, p): s.mail.pop(p % len(s.mail))
    @rule(d=dev)
    def take_snapshot(s, d): s.snaps.append(s.R[d].snapshot())
    @precondition(lambda s: s.snaps)
    @rule(d=dev, p=pick)
    def use_snapshot(s, d, p): s.R[d].merge_snapshot(s.snaps[p % len(s.snaps)])
    # ---- disasters ----
    @rule(d=dev)
    def backup(s, d):
        if len(s.backups) < 4: s.backups.append((d, copy.deepcopy({k: v for k, v in s.R[d].__dict__.items() if k != "wall"})))
    @precondition(lambda s: s.backups)
    @rule(p=pick)
    def restore(s, p):                                            # restored DB always continues in a NEW stream
        d, b = s.backups[p % len(s.backups)]; r = s.R[d]; g = r.gen
        r.__dict__.update(copy.deepcopy(b)); r.gen = g + 1; r.seq = 0; r.hlc = 0; s.held.pop(d, None)
    # ---- invariants ----
    @invariant()
    def incremental_equals_oracle(s):
        for r in s.R.values():
            known = [t for k, t in s.all.items() if covers(r.vv, *k)]
            heads, cnt, ops = oracle(known)
            assert {k: {d: h.val for d, h in v.items()} for k, v in r.heads.items()} == \
                {k: {d: mark(x) if r.erased(*k, d) else x for d, x in v.items()} for k, v in heads.items()}
            assert {k: sum(c.values()) for k, c in r.cnt.items()} == {k: n for k, n in cnt.items() if k[0] not in r.gone}
    @invariant()
    def erased_for_good(s):                                       # only values go, all of them, also those that wait or came late
        for n, r in s.R.items():
            assert s.held.get(n, set()) <= r.log.keys(); s.held[n] = set(r.log)
            assert all(o.val in r.orders for t in r.log.values() for o in t.ops if o.fld == ORDER)
            for k, t in (*r.log.items(), *r.parked.items()):
                assert t.hash == s.all[k].hash
                for i, (o, was) in enumerate(zip(t.ops, s.all[k].ops)):
                    assert o == (replace(was, val=mark(was.val)) if r.erased(o.row, o.fld, (*k, i)) else was)
            assert not r.visible() & r.gone
            assert not {r.parent(x) for x in r.visible()} & r.gone
    @invariant()
    def causal_closed_and_fk(s):
        for r in s.R.values():
            for k, t in s.all.items():
                if covers(r.vv, *k): assert all(covers(r.vv, a, b) for a, b in t.ctx)
            vis = r.visible()
            for x in vis:
                p = r.parent(x); assert p is None or p in vis
            for (st_, sq) in r.parked: assert not covers(r.vv, st_, sq)
            for x in r.rows():                                    # a hidden row hides nothing its deleter had not seen
                if x not in vis and x not in r.gone:
                    dead = [d for d, h in r.heads[(x, LIFE)].items()]
                    for (y, f), hs in r.heads.items():
                        if y == x and f != LIFE:
                            for d in hs: assert any(d[:2] == k[:2] or covers(dict(s.all[k[:2]].ctx), *d[:2]) for k in dead)
    def teardown(s):
        for _ in range(2):                                        # exchange everything, two rounds, arbitrary order
            for a in s.R.values():
                for b in s.R.values():
                    if a is not b: b.receive(*a.export()[:2], None, a.orders)
        for a in s.R.values():                                    # history may be absent where a snapshot was used
            for b in s.R.values(): b.merge_snapshot(a.snapshot())
        ref = None
        for r in s.R.values():
            assert not r.missing() or any(v > max(q.vv.get(k, 0) for q in s.R.values()) for k, v in r.have.items())
            x = r.state(); ref = ref or x
            assert x == ref, "diverged"
        # no edit lost: every value ever written and known is a head, or was explicitly superseded by an op that named it
        r = s.R["A"]; known = [t for k, t in s.all.items() if covers(r.vv, *k)]
        heads, _, ops = oracle(known); named = set(itertools.chain.from_iterable(o.base for _, o in ops.values()))
        for d, (t, o) in ops.items():
            if o.kind == "set": assert d in named or d in r.heads[(o.row, o.fld)]

TestSync = Sync.TestCase
TestSync.settings = settings(max_examples=int(os.environ.get("N", 1000 if os.environ.get("RETCLI_LANG") else 25)), stateful_step_count=int(os.environ.get("STEPS", 50)),
                             deadline=None, phases=phases(), suppress_health_check=list(HealthCheck))
