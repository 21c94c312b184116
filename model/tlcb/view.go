package tlcb

import (
	"bytes"
	"iter"
	"slices"

	"quesera/model"
	"quesera/model/log"
)

// Recent is the number of steps, the present one included, that a view tells about: a round of consensus and what it
// refers to lie in six.
const Recent = 8

// Message is a raw message, as its author's log has it. It is immutable.
type Message struct {
	*log.Entry
	Raw
	Confirmed model.NodeSet // whose message of the step before its author had seen certified
	View      *View         // in which its author wrote it
}

// View is what is in the causal past of an entry, as far as the protocol cares. It is immutable.
type View struct {
	step    model.Step
	records []*record     // of the steps up to step, at most Recent, the last one that of step
	exposed model.NodeSet // against whom there is evidence
	own     standing      // of the author of the entry
	layer   any           // the state of the layer above, of the author
}

// standing is what an author did in its present step.
type standing struct {
	raw       *Message       // its latest raw message; nil: none yet
	acked     model.NodeSet  // whose raw message of the step it acknowledged
	given     []acknowledged // by node
	certified bool
}

type acknowledged struct {
	of    model.Digest
	share log.Signature
}

// record is what is in a view of one step. It is immutable once its view is made.
type record struct {
	step      model.Step
	from      model.NodeSet // whose raw message is there
	raws      []*Message    // by node; of several the one with the least hash
	more      []*Message    // the others of equivocators, by hash
	certified model.NodeSet // whose raw message is certified
	certs     []*Message    // by node: which
}

// Step is the step that the view reaches (TLC §5.2.1).
func (v *View) Step() model.Step { return v.step }

// Exposed are the nodes against which there is evidence in the view.
func (v *View) Exposed() model.NodeSet { return v.exposed }

// Layer is the state of the layer above.
func (v *View) Layer() any { return v.layer }

// Own is the author's latest raw message; nil: none.
func (v *View) Own() *Message { return v.own.raw }

// OwnCertified reports whether the author certified its latest raw message.
func (v *View) OwnCertified() bool { return v.own.certified }

// OwnAcks are the nodes whose raw message of its present step the author acknowledged.
func (v *View) OwnAcks() model.NodeSet { return v.own.acked }

// Raws are the nodes of whom a raw message of a step is in the view.
func (v *View) Raws(s model.Step) model.NodeSet { return v.of(s).from }

// Certified are the nodes whose raw message of a step is certified in the view.
func (v *View) Certified(s model.Step) model.NodeSet { return v.of(s).certified }

// Cert is the certified raw message of a node and step; nil: none.
func (v *View) Cert(s model.Step, i model.NodeID) *Message {
	r := v.of(s)
	if !r.certified.Has(i) {
		return nil
	}
	return r.certs[i]
}

// RawMessages are all raw messages of a step: by node, and then what equivocators said beside, by hash.
func (v *View) RawMessages(s model.Step) iter.Seq[*Message] {
	r := v.of(s)
	return func(yield func(*Message) bool) {
		for i := range r.from.Members() {
			if !yield(r.raws[i]) {
				return
			}
		}
		for _, m := range r.more {
			if !yield(m) {
				return
			}
		}
	}
}

// of is the record of a step; an empty one if nothing is kept of it.
func (v *View) of(s model.Step) *record {
	if back := int(v.step) - int(s); back >= 0 && back < len(v.records) {
		return v.records[len(v.records)-1-back]
	}
	return &record{step: s}
}

// ViewOf is a view made by hand of what is in it, in which a node of n has own as its latest raw message: for layers,
// to be tried on views that are rare.
func ViewOf(n int, s model.Step, own *Message, exposed model.NodeSet, raws, certified []*Message) *View {
	g := gather(n, nil)
	g.reach(s)
	for _, m := range raws {
		if at := g.place(m.Step); at >= 0 {
			g.addRaw(at, m)
		}
	}
	for _, m := range certified {
		if at := g.place(m.Step); at >= 0 {
			g.addCert(at, m)
		}
	}
	g.exposed, g.own.raw, g.fresh = exposed, own, nil
	return &g.View
}

// gathering is a view in the making. It copies a record before it writes to it.
type gathering struct {
	View
	nodes int
	fresh map[*record]bool // made here
}

// gather begins with the view of an author's entry before; nil: none.
func gather(nodes int, before *View) *gathering {
	g := &gathering{nodes: nodes}
	if before != nil {
		g.View = *before
		g.records = slices.Clone(before.records)
	} else {
		g.records = []*record{{}}
	}
	return g
}

// reach makes s the step of the view, and forgets what is too old. It leaves a view that was made of this one alone.
func (g *gathering) reach(s model.Step) {
	if s <= g.step {
		return
	}
	fresh := min(s-g.step, Recent)
	for k := range fresh {
		g.records = append(slices.Clip(g.records), &record{step: s - fresh + 1 + k})
	}
	g.step = s
	if old := len(g.records) - Recent; old > 0 {
		g.records = slices.Clone(g.records[old:])
	}
}

// add takes in all that another view has of recent steps.
func (g *gathering) add(other *View) {
	g.reach(other.step)
	for _, r := range other.records {
		if at := g.place(r.step); at >= 0 {
			g.merge(at, r)
		}
	}
	g.exposed = g.exposed.Union(other.exposed)
}

// merge takes a record into that at a place.
func (g *gathering) merge(at int, r *record) {
	mine := g.records[at]
	if mine == r || len(r.more) == 0 && mine.from.Includes(r.from) && mine.certified.Includes(r.certified) &&
		mine.agrees(r) {
		return
	}
	if mine.from.Empty() {
		g.records[at] = r
		return
	}
	for i := range r.from.Members() {
		g.addRaw(at, r.raws[i])
	}
	for _, m := range r.more {
		g.addRaw(at, m)
	}
	for i := range r.certified.Members() {
		g.addCert(at, r.certs[i])
	}
}

// agrees reports whether no message of r is another version of one in the record.
func (mine *record) agrees(r *record) bool {
	for i, m := range r.raws {
		if m != nil && mine.raws[i] != m && mine.raws[i].Hash() != m.Hash() {
			return false
		}
	}
	for i, m := range r.certs {
		if m != nil && mine.certs[i] != m && mine.certs[i].Hash() != m.Hash() {
			return false
		}
	}
	return true
}

// say adds the author's own raw message, of the present step unless TLCB-R1 or TLCB-R2 is waived.
func (g *gathering) say(m *Message) {
	g.reach(m.Step)
	if at := g.place(m.Step); at >= 0 {
		g.addRaw(at, m)
	}
}

// place is where the record of a step is; below 0: nowhere.
func (g *gathering) place(s model.Step) int { return len(g.records) - 1 - int(g.step) + int(s) }

// writable is the record at a place, to write to.
func (g *gathering) writable(at int) *record {
	r := g.records[at]
	if g.fresh[r] {
		return r
	}
	g.records = slices.Clone(g.records)
	w := *r
	w.raws, w.certs, w.more = make([]*Message, g.nodes), make([]*Message, g.nodes), slices.Clone(r.more)
	copy(w.raws, r.raws)
	copy(w.certs, r.certs)
	if g.fresh == nil {
		g.fresh = map[*record]bool{}
	}
	g.records[at], g.fresh[&w] = &w, true
	return &w
}

// addRaw adds a raw message. Of two versions that with the lesser hash stands first, whichever came first.
func (g *gathering) addRaw(at int, m *Message) {
	r := g.records[at]
	if !r.from.Has(m.Node) {
		w := g.writable(at)
		w.from, w.raws[m.Node] = w.from.With(m.Node), m
		return
	}
	same := func(o *Message) bool { return o.Hash() == m.Hash() }
	if same(r.raws[m.Node]) || slices.ContainsFunc(r.more, same) {
		return
	}
	w := g.writable(at)
	if less(m, w.raws[m.Node]) {
		m, w.raws[m.Node] = w.raws[m.Node], m
	}
	w.more = append(w.more, m)
	slices.SortFunc(w.more, compare)
}

// addCert adds a certified message. Of two versions, which safe thresholds rule out, that with the lesser hash stays.
func (g *gathering) addCert(at int, m *Message) {
	r := g.records[at]
	if r.certified.Has(m.Node) && !less(m, r.certs[m.Node]) {
		return
	}
	w := g.writable(at)
	w.certified, w.certs[m.Node] = w.certified.With(m.Node), m
}

func compare(a, b *Message) int {
	x, y := a.Hash(), b.Hash()
	return bytes.Compare(x[:], y[:])
}

func less(a, b *Message) bool { return compare(a, b) < 0 }
