package tlcb

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/tlc"
)

// Actions with nothing after what all have are read, and nothing shorter is.
func TestActionsAreReadAtTheirShortest(t *testing.T) {
	read := Decode(Words{})
	for _, a := range []log.Action{Raw{3, Word(9)}, Ack{4, 2, model.Digest{7, 31: 9}, ""},
		Cert{5, model.Digest{8, 31: 9}, ""}} {
		octets := a.AppendTo(nil)
		if got, err := read(octets); err != nil || got != a {
			t.Errorf("%+v is read as %+v (%v)", a, got, err)
		}
		for cut := 1; cut < len(octets); cut++ {
			if got, err := read(octets[:cut]); err == nil {
				t.Errorf("%+v is read from %d octets of %d", got, cut, len(octets))
			}
		}
	}
	for tag := range 256 {
		_, err := read(append([]byte{byte(tag)}, make([]byte, 100)...))
		if (err == nil) != (tag == tagAck || tag == tagCert) { // and the word of a raw message has another length
			t.Errorf("tag %d: %v", tag, err)
		}
	}
}

// A proof is refused wherever it is cut, if it names a node that there is not, and if it says another number of
// signers.
func TestProofsThatAreCutAreRefused(t *testing.T) {
	multi, keys, err := NewMulti(5, 4)
	if err != nil {
		t.Fatal(err)
	}
	ideal, idealKeys := log.NewIdeal(5, 4)
	what := model.Digest{1}
	for _, c := range []struct {
		w    Witnesses
		keys []log.Key
		name string
		at   int // of the first signer
	}{{multi, keys, "bls", 2}, {Acks{ideal}, idealKeys, "ideal", 0}} {
		var shares []Share
		for _, i := range []model.NodeID{1, 2} {
			shares = append(shares, Share{i, c.keys[i].Sign(what)})
		}
		alone, err := c.w.Combine(what, shares[:1])
		if signers, wrong := c.w.Signers(what, alone); err != nil || wrong != nil || !signers.Equal(model.Only(1)) {
			t.Errorf("%s: one share proves %v (%v, %v)", c.name, signers, err, wrong)
		}
		proof, err := c.w.Combine(what, shares)
		if err != nil || c.w.Name() != c.name {
			t.Fatal(c.w.Name(), err)
		}
		whole := 0
		for cut := range proof {
			if signers, err := c.w.Signers(what, proof[:cut]); err == nil {
				whole++ // a list is right after each of its shares
				if c.name == "bls" || cut > 0 && !signers.Equal(model.Only(1)) {
					t.Errorf("%s: %d octets of %d prove %v", c.name, cut, len(proof), signers)
				}
			} else if !signers.Equal(model.NodeSet{}) && c.name == "bls" {
				t.Errorf("%s: %d octets: %v beside an error", c.name, cut, signers)
			}
		}
		if c.name == "ideal" && whole != 2 {
			t.Errorf("%s: right %d times before its end, want nothing and one share", c.name, whole)
		}
		for _, change := range []struct {
			at int
			to byte
		}{{c.at, 4}, {c.at, 2}, {c.at, 0}, {c.at + 1, 1}, {0, 3}, {0, 0}} {
			b := []byte(proof)
			if b[change.at] == change.to {
				continue
			}
			b[change.at] = change.to
			if signers, err := c.w.Signers(what, string(b)); err == nil {
				t.Errorf("%s: with octet %d = %d it proves %v", c.name, change.at, change.to, signers)
			}
		}
		if c.w.Valid(5, what, shares[0].Signature) || c.w.Valid(1, what, "") || c.w.Valid(1, what, shares[1].Signature) {
			t.Errorf("%s: a wrong share is valid", c.name)
		}
		if _, err := c.w.Combine(what, []Share{{1, ""}}); err == nil && c.name == "bls" {
			t.Errorf("%s: a share of nothing is added up", c.name)
		}
	}
}

// A group is defined where there are as many keys as nodes, witnesses, and fewer corrupt nodes than nodes.
func TestGroupsThatAreNotDefinedAreRefused(t *testing.T) {
	good := config(4, 1, 1)
	if _, err := New(good, IdealGroup("g", 1, 4), Words{}); err != nil || good.Validate() != nil || good.Check() != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Config){
		"unwitnessed": func(c *Config) { c.Unwitnessed, c.Witness = true, 0 }, "f_a < 0": func(c *Config) { c.Crashed = -1 },
		"f_c < 0": func(c *Config) { c.Corrupt = -1 }, "all corrupt": func(c *Config) { c.Corrupt = 4 },
		"no threshold": func(c *Config) { c.Message = 0 }, "too high": func(c *Config) { c.Witness = 5 },
		"no nodes": func(c *Config) { c.Nodes = 0 },
	} {
		c := good
		change(&c)
		if c.Validate() == nil || c.Check() == nil {
			t.Errorf("%s: accepted", name)
		}
		if _, err := New(c, IdealGroup("g", 1, 4), Words{}); err == nil {
			t.Errorf("%s: there is a machine", name)
		}
	}
	for name, change := range map[string]func(*Config){"too low": func(c *Config) { c.Message = 2 },
		"too many silent": func(c *Config) { c.Crashed = 2 }, "too many corrupt": func(c *Config) { c.Corrupt = 2 }} {
		c := good
		change(&c)
		if err := c.Check(); err == nil || c.Validate() != nil {
			t.Errorf("%s: %v, want defined and not safe", name, err)
		}
	}
	least := Config{Thresholds: tlc.Thresholds{Nodes: 4, Message: 1, Witness: 1}, Corrupt: 3}
	if err := least.Validate(); err != nil {
		t.Errorf("the loosest group: %v", err)
	}
	for n := range 6 {
		if _, err := New(good, IdealGroup("g", 1, n), Words{}); (err == nil) != (n == 4) {
			t.Errorf("a group of %d for 4: %v", n, err)
		}
	}
	all := model.All(4)
	for _, c := range []struct {
		shrink         bool
		nodes, exposed model.NodeSet
		want           bool
	}{
		{false, model.All(3), all, true}, {false, model.All(2), model.Only(3), false},
		{true, model.All(2), model.Only(3), true}, {true, model.All(2), model.Only(1), false},
		{true, model.All(3), model.Only(1), true},
		{true, model.All(2), model.NodeSet{}, false},
	} {
		g := good
		g.Shrink = c.shrink
		if got := g.quorum(3, c.nodes, c.exposed); got != c.want {
			t.Errorf("shrink %v: %v without %v are three: %v", c.shrink, c.nodes, c.exposed, got)
		}
	}
}

// said are messages of nodes in a group of 4: by node, step and word.
func said(node model.NodeID, step model.Step, word Word) *Message {
	signatures, keys := log.NewIdeal(1, 4)
	g := log.Group{ID: "view", Nodes: 4, Signatures: signatures}
	raw := Raw{step, word}
	e := g.Sign(keys[node], log.Entry{Node: node, Seq: log.Seq(word) + 1, Action: raw, Heads: make([]log.Head, 4)})
	return &Message{Entry: e, Raw: raw}
}

// A view made by hand has what is put into it of recent steps, and forgets what is older; of what it has nothing of, it
// says that.
func TestAViewKeepsRecentSteps(t *testing.T) {
	raws := []*Message{said(1, 3, 1), said(1, 2, 1), said(2, 10, 1), said(0, 9, 5)}
	own := raws[2]
	v := ViewOf(4, 10, own, model.Only(3), raws, []*Message{raws[0], raws[2], raws[1]})
	if v.Step() != 10 || v.Own() != own || !v.Exposed().Equal(model.Only(3)) || v.Layer() != nil || v.OwnCertified() ||
		!v.OwnAcks().Empty() {
		t.Errorf("%+v", v)
	}
	for s := range model.Step(13) {
		want := map[model.Step]model.NodeSet{3: model.Only(1), 10: model.Only(2), 9: model.Only(0)}[s]
		certified := map[model.Step]model.NodeSet{3: model.Only(1), 10: model.Only(2)}[s]
		if !v.Raws(s).Equal(want) || !v.Certified(s).Equal(certified) ||
			len(slices.Collect(v.RawMessages(s))) != want.Len() {
			t.Errorf("of step %d: raw %v, certified %v, want %v and %v", s, v.Raws(s), v.Certified(s), want, certified)
		}
	}
	if v.Cert(3, 1) != raws[0] || v.Cert(3, 2) != nil || v.Cert(2, 1) != nil || v.Cert(9, 0) != nil {
		t.Error("the certified messages are others")
	}
	g := gather(4, v)
	if g.reach(11); !g.Raws(3).Empty() || g.Raws(10).Empty() || !v.Raws(3).Equal(model.Only(1)) ||
		len(g.records) != Recent {
		t.Errorf("after one more step: %v of step 3, %d records", g.Raws(3), len(g.records))
	}
}

// Views are merged as sets are: in any order, twice as once, with all versions of what equivocators said; and of two
// certified versions that with the lesser hash stays.
func TestViewsAreMergedAsSets(t *testing.T) {
	a, b, c := said(1, 0, 1), said(1, 0, 2), said(1, 0, 3)
	sorted := []*Message{a, b, c}
	slices.SortFunc(sorted, compare)
	d := said(2, 0, 1)
	of := func(raws, certified []*Message) *View { return ViewOf(4, 0, nil, model.NodeSet{}, raws, certified) }
	views := []*View{of(sorted[:1], nil), of(sorted[1:], sorted[2:]), of([]*Message{sorted[2]}, sorted[1:2]),
		of([]*Message{d, sorted[0]}, []*Message{d}), of(nil, nil)}
	for _, order := range [][]int{{0, 1, 2, 3, 4}, {4, 3, 2, 1, 0}, {1, 0, 0, 3, 2, 1}, {2, 4, 1, 3, 0, 3}, {3, 1, 2},
		{3, 2, 1, 1}} {
		g := gather(4, nil)
		for _, k := range order {
			before := slices.Collect(views[k].RawMessages(0))
			g.add(views[k])
			g.fresh = nil
			if !slices.Equal(before, slices.Collect(views[k].RawMessages(0))) {
				t.Fatalf("%v: view %d is changed", order, k)
			}
		}
		want := []*Message{sorted[0], d, sorted[1], sorted[2]}
		if got := slices.Collect(g.RawMessages(0)); !slices.Equal(got, want) {
			t.Errorf("%v: %d messages, %v, want the least of each node and then the others", order, len(got), got)
		}
		if g.Cert(0, 1) != sorted[1] || g.Cert(0, 2) != d || !g.Certified(0).Equal(model.Only(1).With(2)) {
			t.Errorf("%v: certified are %v, of node 1 %v", order, g.Certified(0), g.Cert(0, 1))
		}
	}
	both := gather(4, of(sorted[1:2], nil)) // has the first of two versions already
	both.add(of(sorted[1:], nil))
	if both.add(views[1]); len(slices.Collect(both.RawMessages(0))) != 2 || !both.Certified(0).Equal(model.Only(1)) {
		t.Errorf("of two versions there are %d, certified %v", len(slices.Collect(both.RawMessages(0))), both.Certified(0))
	}
	certified := gather(4, of(sorted[:1], sorted[2:]))
	if certified.add(of(sorted[:1], sorted[1:2])); certified.Cert(0, 1) != sorted[1] {
		t.Error("of two certified versions that with the lesser hash does not stay")
	}
	more := gather(4, of(sorted[1:2], nil))
	if more.add(of(sorted[1:], nil)); len(slices.Collect(more.RawMessages(0))) != 2 {
		t.Error("what equivocators said beside is left out where the first version is there")
	}
	g, other := gather(4, nil), ViewOf(4, 2, nil, model.Only(3), []*Message{said(0, 2, 1)}, nil)
	g.exposed = model.Only(2)
	if g.add(other); g.step != 2 || !g.exposed.Equal(model.Only(2).With(3)) || !g.Raws(2).Equal(model.Only(0)) {
		t.Errorf("step %d, exposed %v", g.step, g.exposed)
	}
}

// A node that has evidence against another does not acknowledge it, also before it has published that.
func TestWhoIsExposedIsNotAcknowledged(t *testing.T) {
	m := machine(t, config(4, 1, 1))
	s, _ := m.Start(0)
	var faces []*log.Entry
	for _, coin := range []uint64{2, 9} {
		k, _ := m.Start(3)
		_, effects := m.Apply(k, model.Coin{Value: coin})
		faces = append(faces, effects[0].(log.Wrote[*View]).Item.Entry)
	}
	s, _ = m.Apply(s, model.Receive{From: 3, Message: log.Bundle{Entries: faces}}) // before it says anything
	_, effects := m.Apply(s, model.Coin{Value: 1})
	exposes := false
	for _, e := range effects {
		if wrote, ok := e.(log.Wrote[*View]); ok {
			if ack, ok := wrote.Item.Action.(Ack); ok && ack.Node == 3 {
				t.Errorf("it acknowledges %+v", ack)
			}
			_, is := wrote.Item.Action.(log.Expose)
			exposes = exposes || is
		}
	}
	if !exposes {
		t.Error("it exposes nobody")
	}
}

// What a layer finds wrong is wrong, unless its rule is waived; and an action of nobody is none.
func TestWhatTheLayerRefusesIsRefused(t *testing.T) {
	b := newBench(t, config(4, 1, 1))
	b.wrong("says what is no word", "TLCB-R6", 0, Raw{0, Expectant{}})
	m, err := New(config(4, 1, 1), b.group, Words{}, "TLCB-R6")
	if err != nil {
		t.Fatal(err)
	}
	b.Machine = m
	b.write(0, Raw{0, Expectant{}})
}

// What is described is read again; what signs otherwise, and a description that does not add up, is refused. Of a right
// entry the clock concludes its step, and evidence is packed for a file.
func TestADescriptionIsThatOfItsGroup(t *testing.T) {
	c := Config{Thresholds: tlc.Thresholds{Nodes: 5, Message: 4, Witness: 3}, Crashed: 1, Corrupt: 0, Shrink: true}
	real, err := RealGroup("g", 1, 5, false)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Describe("tlcb", c, real)
	if err != nil || d.Message != 4 || d.Witness != 3 || d.Silent != 1 || d.Faults != 0 || !d.Shrink || len(d.Keys) != 5 {
		t.Fatalf("%+v, %v", d, err)
	}
	if got, m, _, err := d.Machine(Clock(), false); err != nil || got != c || m.Replay.Group.ID != "g" {
		t.Errorf("read as %+v, %v", got, err)
	}
	multi, err := RealGroup("g", 1, 5, true)
	if err != nil {
		t.Fatal(err)
	}
	for name, g := range map[string]*Group{"ideal": IdealGroup("g", 1, 5), "multi": multi,
		"half ideal": {Group: real.Group, Witnesses: IdealGroup("g", 1, 5).Witnesses},
		"half real":  {Group: IdealGroup("g", 1, 5).Group, Witnesses: real.Witnesses}} {
		if _, err := Describe("tlcb", c, g); err == nil {
			t.Errorf("a group with %s signatures is described", name)
		}
	}
	for name, change := range map[string]func(*Description){
		"sharing":        func(d *Description) { d.Sharing = "x" },
		"sharing keys":   func(d *Description) { d.SharingKeys = []string{"00"} },
		"no hexadecimal": func(d *Description) { d.Keys[1] = "xy" },
		"short key":      func(d *Description) { d.Keys[1] = d.Keys[1][2:] },
		"a digit more":   func(d *Description) { d.Keys[1] += "a" },
		"a key too many": func(d *Description) { d.Keys = append(d.Keys, d.Keys[0]) },
		"unsafe":         func(d *Description) { d.Witness = 2 }, "undefined": func(d *Description) { d.Nodes = 0 },
		"a long name": func(d *Description) { d.Group = strings.Repeat("x", 1<<16) },
	} {
		q := d
		q.Keys = slices.Clone(d.Keys)
		change(&q)
		if _, _, _, err := q.Machine(Clock(), false); err == nil {
			t.Errorf("%s: accepted", name)
		}
		if _, err := q.Audit(Clock(), true); (err == nil) != (name == "unsafe") {
			t.Errorf("%s, where unsafe ones are admitted: %v", name, err)
		}
		p := Portable{Format: PortableFormat, Description: q}
		if _, err := p.Judge(Clock()); !errors.Is(err, ErrUnusable) {
			t.Errorf("%s: evidence of it: %v", name, err)
		}
	}
	b := newBench(t, config(4, 1, 1))
	if got := Clock().Concludes(b.write(0, Raw{0, Word(1)})); got != (log.Conclusion{}) {
		t.Errorf("of the first entry it concludes %+v", got)
	}
	if got := Clock().Concludes(&Item{State: &View{own: standing{raw: said(0, 7, 1)}}}); got != (log.Conclusion{Step: 7}) {
		t.Errorf("of a later entry it concludes %+v", got)
	}
	if got := Clock().Concludes(&Item{State: &View{}}); got != (log.Conclusion{}) {
		t.Errorf("of no raw message it concludes %+v", got)
	}
}
