package dkg_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/sim"
)

// tapped is corrupt nodes beside what honest ones would have said in their place.
type tapped struct {
	dkg.Corrupt[uint8, uint8]
	seen map[string]bool // "Share.Value" varied, "Deal late", "Reveal unasked"
}

func (m tapped) Start(self model.NodeID) (dkg.State[uint8, uint8], []model.Effect) {
	_, honest := m.Machine.Start(self)
	s, effects := m.Corrupt.Start(self)
	m.compare(self, 0, honest, effects)
	return s, effects
}

func (m tapped) Apply(s dkg.State[uint8, uint8], e model.Event) (dkg.State[uint8, uint8], []model.Effect) {
	_, honest := m.Machine.Apply(s, e)
	s, effects := m.Corrupt.Apply(s, e)
	m.compare(s.Self, s.Phase, honest, effects)
	return s, effects
}

// byPlace sorts what was said by its type and receiver: one for all if it was broadcast.
func byPlace(effects []model.Effect) map[string][]model.Message {
	said := map[string][]model.Message{}
	add := func(to string, message model.Message) {
		key := typeName(reflect.TypeOf(message)) + " " + to
		said[key] = append(said[key], message)
	}
	for _, effect := range effects {
		switch e := effect.(type) {
		case model.Broadcast:
			add("", e.Message)
		case model.Send:
			add(fmt.Sprint(e.To), e.Message)
		}
	}
	return said
}

// typeName is a type's name without what it is instantiated with.
func typeName(t reflect.Type) string {
	name, _, _ := strings.Cut(t.Name(), "[")
	return name
}

// compare notes how what a corrupt node says differs from what an honest one would say.
func (m tapped) compare(self model.NodeID, phase dkg.Phase, honest, effects []model.Effect) {
	script, corrupt := m.Scripts[self]
	if !corrupt {
		return
	}
	right, said := byPlace(honest), byPlace(effects)
	for place, messages := range right {
		kind, _, _ := strings.Cut(place, " ")
		late := script.Late.Has(dkg.Kind(messages[0].Label().Kind)) && kind != "Relayed"
		m.seen[kind+" withheld"] = m.seen[kind+" withheld"] || len(said[place]) == 0 && !late
		for _, message := range said[place] {
			for _, other := range messages {
				m.vary(reflect.ValueOf(message), reflect.ValueOf(other))
			}
		}
	}
	for place, messages := range said {
		kind, _, _ := strings.Cut(place, " ")
		for _, message := range messages {
			if dkg.Phase(message.Label().Step) < phase {
				m.seen[kind+" late"] = true
			} else if len(right[place]) == 0 {
				m.seen[kind+" unasked"] = true
			}
			if relayed, ok := message.(dkg.Relayed); ok && relayed.Session != m.Session() {
				m.vary(reflect.ValueOf(message), reflect.ValueOf(dkg.Relayed{Session: m.Session()}))
			}
		}
		m.seen[kind+" contradicted"] = m.seen[kind+" contradicted"] || len(messages) > 1 && len(right[place]) <= 1
	}
}

// vary notes the fields in which a message or a part of it differs from the right one.
func (m tapped) vary(got, want reflect.Value) {
	switch {
	case reflect.DeepEqual(got.Interface(), want.Interface()):
	case got.Kind() == reflect.Slice && got.Type().Elem().Kind() == reflect.Struct:
		m.varyOpened(got.Interface().([]dkg.Opened[uint8]), want.Interface().([]dkg.Opened[uint8]))
	case got.Kind() == reflect.Struct:
		for k := range got.NumField() {
			if g, w := got.Field(k), want.Field(k); g.CanInterface() && !reflect.DeepEqual(g.Interface(), w.Interface()) {
				m.seen[typeName(got.Type())+"."+got.Type().Field(k).Name] = true
				if g.Kind() != reflect.Interface {
					m.vary(g, w)
				}
			}
		}
	}
}

// varyOpened compares lists of opened shares, node by node. The node is varied if one is named that does not exist.
func (m tapped) varyOpened(got, want []dkg.Opened[uint8]) {
	named := map[model.NodeID]bool{}
	for _, g := range got {
		m.seen["Opened.Node"] = m.seen["Opened.Node"] || int(g.Node) >= m.Nodes()
		m.seen["Opened twice"] = m.seen["Opened twice"] || named[g.Node]
		named[g.Node] = true
		for _, w := range want {
			if g.Node == w.Node && g.Share != w.Share {
				m.seen["Opened.Share"] = true
				m.vary(reflect.ValueOf(g.Share), reflect.ValueOf(w.Share))
			}
		}
	}
}

// The adversary of the tests says all that messages allow. What they allow is read from their types: every field of
// every message takes other values than an honest node's, and every kind that is broadcast or sent is withheld,
// contradicted and late, and said unasked where an honest node has a choice whether to say it.
func TestTheAdversaryVariesEveryFieldOfEveryMessage(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(600) {
		m := machine(t, exponents(t, 13), dkg.Gennaro, 5, 3, 2).WithRelay()
		c := sim.Random(seed)
		scripts := map[model.NodeID]dkg.Script{}
		for len(scripts) < 2 {
			self := model.NodeID(c.Choose(5))
			s := result.DrawFurther(c, result.DrawExposing(c, result.DrawSharing(c, self, 5), self, 5), self, 5)
			if seed%2 == 0 { // so that its exposure matters
				s.Commit, s.Share, s.Accuse, s.Doubled = dkg.Right, nil, model.NodeSet{}, 0
				s.Late &= dkg.KindsOf(dkg.Accusations, dkg.Reveals)
			}
			if seed%4 == 0 { // so that it is silent if it spares others
				s.Blame, s.Betray = model.NodeSet{}, model.NodeSet{}
			}
			s.Replay = []dkg.Relayed{{Session: model.Digest{1}, Origin: 3, Message: dkg.Complaint{}}}
			scripts[self] = s
		}
		w, err := sim.New(sim.Config[dkg.State[uint8, uint8]]{Nodes: 5, Chooser: c,
			Machine: tapped{dkg.Corrupt[uint8, uint8]{Machine: m, Scripts: scripts}, seen}})
		if err != nil {
			t.Fatal(err)
		}
		over := func() bool {
			for i := range model.NodeID(5) {
				if w.State(i).Outcome == nil {
					return false
				}
			}
			return true
		}
		if err := w.Run(over, result.Limit); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range allowed(t) {
		if !seen[want] {
			t.Errorf("%s: in no script", want)
		}
	}
}

// allowed is what the types of messages allow, from the source of the package: types with a Label are messages.
func allowed(t *testing.T) []string {
	t.Helper()
	files, err := parser.ParseDir(token.NewFileSet(), ".", nil, 0) //nolint: the package's own files are enough
	if err != nil {
		t.Fatal(err)
	}
	labelled, fields := map[string]bool{}, map[string][]string{}
	for _, file := range files["dkg"].Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "Label" && n.Recv != nil {
					labelled[receiver(n.Recv.List[0].Type)] = true
				}
			case *ast.TypeSpec:
				if s, ok := n.Type.(*ast.StructType); ok {
					for _, f := range s.Fields.List {
						for _, name := range f.Names {
							fields[n.Name.Name] = append(fields[n.Name.Name], name.Name)
						}
					}
				}
			}
			return true
		})
	}
	if len(labelled) != 8 || len(fields["Opened"]) != 2 {
		t.Fatalf("messages = %v, want 8; entries of lists = %v, want a node and a share", labelled, fields["Opened"])
	}
	want := []string{"Opened twice"}
	for _, name := range fields["Opened"] {
		want = append(want, "Opened."+name)
	}
	for message := range labelled {
		for _, name := range fields[message] {
			want = append(want, message+"."+name)
		}
		want = append(want, message+" withheld", message+" unasked")
		if message != "Relayed" {
			want = append(want, message+" contradicted", message+" late")
		}
	}
	asked := map[string]bool{"Deal unasked": true, "Share unasked": true, "Exposure unasked": true} // always a duty
	kept := want[:0]
	for _, w := range want {
		if !asked[w] {
			kept = append(kept, w)
		}
	}
	return kept
}

// receiver is the name of a method's type.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	}
	return ""
}

// recorded are the broadcasts of a run's honest nodes, as they would be passed on.
func recorded(t *testing.T, m *dkg.Machine[uint8, uint8], seed uint64) []dkg.Relayed {
	t.Helper()
	var all []dkg.Relayed
	x := result.Execution[uint8, uint8]{Machine: m, Chooser: sim.Random(seed),
		Observe: func(o sim.Observation[dkg.State[uint8, uint8]]) {
			for _, effect := range o.Effects {
				b, ok := effect.(model.Broadcast)
				if _, relayed := b.Message.(dkg.Relayed); ok && !relayed {
					all = append(all, dkg.Relayed{Session: m.Session(), Origin: o.Node, Message: b.Message})
				}
			}
		}}
	if _, _, err := x.Run(); err != nil {
		t.Fatal(err)
	}
	return all
}

// What honest nodes signed in one session says nothing in another: of another epoch, name, size or protocol. Were it
// not so, who kept their deals could contradict them with their own words and have them all disqualified; the same
// messages, taken for those of the session, show it.
func TestMessagesOfAnotherSessionCountForNothing(t *testing.T) {
	base := machine(t, exponents(t, 13), dkg.Gennaro, 4, 2, 1).WithRelay()
	m := base.InSession("beacon", 7)
	for name, other := range map[string]*dkg.Machine[uint8, uint8]{
		"epoch": base.InSession("beacon", 6), "name": base.InSession("vault", 7), "none": base,
		"threshold": machine(t, exponents(t, 13), dkg.Gennaro, 4, 3, 1).WithRelay().InSession("beacon", 7),
		"protocol":  machine(t, exponents(t, 13), dkg.JointFeldman, 4, 2, 1).WithRelay().InSession("beacon", 7),
		"faults":    machine(t, exponents(t, 13), dkg.Gennaro, 4, 2, 0).WithRelay().InSession("beacon", 7),
		"group":     machine(t, exponents(t, 11), dkg.Gennaro, 4, 2, 1).WithRelay().InSession("beacon", 7),
	} {
		if other.Session() == m.Session() {
			t.Errorf("another %s: the same session", name)
		}
	}
	old := recorded(t, base.InSession("beacon", 6), 3)
	if len(old) < 4 {
		t.Fatalf("messages of the earlier session = %d, want at least a deal of each node", len(old))
	}
	run := func(replay []dkg.Relayed) error {
		x := result.Execution[uint8, uint8]{Machine: m, Chooser: sim.Random(5),
			Scripts: map[model.NodeID]dkg.Script{3: {Replay: replay}}}
		outcomes, honest, err := x.Run()
		if err != nil {
			t.Fatal(err)
		}
		return result.Check(m, outcomes, honest, honest)
	}
	if err := run(old); err != nil {
		t.Errorf("messages of an earlier session: %v", err)
	}
	for k := range old {
		old[k].Session = m.Session()
	}
	if run(old) == nil {
		t.Error("taken for this session's, they do not matter, so that the test shows nothing")
	}
}

// The session of a resharing is bound to the old key and group too, and to who deals and who receives.
func TestAResharingIsASessionOfItsOwn(t *testing.T) {
	g := exponents(t, 13)
	r, _ := from(t, g, passage{3, 2, 1, 4, 2, 1, 1}, 1)
	session := reshared(t, g, r).Session()
	for name, change := range map[string]func(*dkg.Resharing[uint8, uint8]){
		"dealers":    func(r *dkg.Resharing[uint8, uint8]) { r.Old = []model.NodeID{0, 2, 1} },
		"receivers":  func(r *dkg.Resharing[uint8, uint8]) { r.New = []model.NodeID{2, 3, 4, 5} },
		"key":        func(r *dkg.Resharing[uint8, uint8]) { r.Commitment = []uint8{r.Commitment[0] + 1, r.Commitment[1]} },
		"old faults": func(r *dkg.Resharing[uint8, uint8]) { r.Faults = 0 },
		"threshold":  func(r *dkg.Resharing[uint8, uint8]) { r.To.Threshold = 3 },
	} {
		other := r
		change(&other)
		if reshared(t, g, other).Session() == session {
			t.Errorf("other %s: the same session", name)
		}
	}
}
