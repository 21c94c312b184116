package firstorder

import (
	"strings"
	"testing"
	"testing/fstest"
)

const head = `package tiny

import "quesera/spec"

type Config struct {
	Nodes, Threshold, Horizon uint8
}

type State struct {
	Step [spec.MaxNodes]uint8        ` + "`len:\"Nodes\" max:\"Horizon\"`" + `
	Seen [spec.MaxNodes]spec.NodeSet ` + "`len:\"Nodes\"`" + `
}
`

// tiny is a spec of one predicate, action or start.
func tiny(t *testing.T, body string) (*Theory, error) {
	t.Helper()
	return New(Source{Files: fstest.MapFS{"tiny.go": {Data: []byte(head + body)}}, Thresholds: []string{"Threshold"}})
}

// What is not in the subset is refused with file, line and reason.
func TestWhatHasNoFormulaIsRefusedWithItsPlace(t *testing.T) {
	for _, c := range []struct{ name, condition, statement, reason string }{
		{name: "an order of nodes", condition: "i < j", reason: "15: < of nodes; nodes have no order"},
		{name: "the first node", condition: "st.Seen[0].Empty()", reason: "15: the index is a number, want a node"},
		{name: "one node", condition: "st.Seen[j].Has(0)", reason: "15: one particular node"},
		{name: "one less than a threshold", condition: "st.Seen[j].Len()+1 >= int(c.Threshold)",
			reason: "15: this comparison"},
		{name: "two counts", condition: "st.Seen[j].Len() > st.Seen[i].Len()", reason: "15: two numbers of nodes compared"},
		{name: "no threshold", condition: "st.Seen[j].Len() > int(c.Horizon)", reason: "15: this comparison"},
		{name: "subtraction", condition: "st.Step[j]-1 > 0", reason: "15: - is not in the subset"},
		{name: "another package", condition: `strings.Contains("a", "b")`, reason: "15: undefined: strings"},
		{name: "a number that is a condition", condition: "st.Step[j]", reason: "15: want something true or false"},
		{name: "three parts", statement: "for s := uint8(0); s < c.Horizon; s++ {\n}",
			reason: "15: a statement of this kind"},
		{name: "some of the nodes", statement: "for k := range c.Nodes - 1 {\n}", reason: "15: all nodes but some"},
		{name: "up to a number", statement: "for k := range st.Step[j] {\n}", reason: "15: want a field of the Config"},
		{name: "assigning", statement: "last = st.Step[j]", reason: "14: a loop assigns to last"},
		{name: "counting twice", statement: "last++\nlast++", reason: "16: want a local variable that is zero"},
		{name: "counting down", statement: "st.Step[j]--", reason: "15: natural numbers are not counted down"},
		{name: "others' entries", statement: "st.Step[j] = st.Step[i]", reason: "14: a loop that changes the state"},
		{name: "two results", statement: "a, b := i, j\n_, _ = a, b", reason: "15: want one plain assignment"},
		{name: "a switch", statement: "switch {\n}", reason: "15: a statement of this kind"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.statement == "" {
				c.statement = "if " + c.condition + " {\nreturn false\n}"
			}
			th, err := tiny(t, "func (c Config) P(st *State, i spec.NodeID) bool { last := uint8(0)\n"+
				"for j := range spec.NodeID(c.Nodes) {\n"+c.statement+"\n}\nreturn true\n}")
			if err == nil {
				_, err = th.Predicate("P", th.State(""), Constant("i", Node))
			}
			if err == nil || !strings.Contains(err.Error(), "tiny.go:"+c.reason) {
				t.Errorf("error = %v, want %q", err, c.reason)
			}
		})
	}
}

// A guard or property that changes the state is refused.
func TestAPredicateThatChangesTheStateIsRefused(t *testing.T) {
	th, err := tiny(t, "func (c Config) P(st *State, i spec.NodeID) bool {\nst.Step[i] = 1\nreturn true\n}")
	if err != nil {
		t.Fatal(err)
	}
	if _, err = th.Predicate("P", th.State(""), Constant("i", Node)); err == nil ||
		!strings.Contains(err.Error(), "P changes the state") {
		t.Errorf("error = %v, want one about a change", err)
	}
}

// A State whose parts are no numbers, nodes or sets, or whose arrays do not say what they are indexed by, is refused.
func TestStatesThatHaveNoSymbolsAreRefused(t *testing.T) {
	for field, reason := range map[string]string{
		"Names [3]string `len:\"Horizon\"`": "Names has the type string",
		"Heard [3]spec.NodeSet":             "Heard is an array whose tag",
	} {
		text := strings.Replace(head, "\tStep ", "\t"+field+"\n\tStep ", 1)
		_, err := New(Source{Files: fstest.MapFS{"tiny.go": {Data: []byte(text)}}})
		if err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: error = %v, want %q", field, err, reason)
		}
	}
}

// Counts, thresholds, majorities, early returns and loops become what they mean.
func TestFormulasSayWhatTheGoMeans(t *testing.T) {
	th, err := tiny(t, `
func (c Config) Most(st *State) bool {
	n := uint8(0)
	for j := range c.Nodes {
		if st.Step[j] >= c.Horizon {
			n++
		}
	}
	return n*2 > c.Nodes
}

func (c Config) Just(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Seen[j].Len() != int(c.Threshold) {
			return false
		}
	}
	return true
}
`)
	if err != nil {
		t.Fatal(err)
	}
	for method, want := range map[string]string{
		"Most": "(exists ((q Quorum)) (and (Majority.quorum q) (forall ((x.2 Node)) (=> (in x.2 q) (<= Horizon (Step " +
			"x.2))))))",
		"Just": "(forall ((j.1 Node)) (and" +
			// enough, and
			" (exists ((q Quorum)) (and (Threshold.quorum q) (forall ((x.2 Node)) (=> (in x.2 q) (Seen j.1 x.2)))))" +
			" (=> (exists ((x.3 Node)) (Seen j.1 x.3))" + // unless it is empty
			" (exists ((y.4 Node)) (and (Seen j.1 y.4)" + // not enough without some member
			" (not (exists ((q Quorum)) (and (Threshold.quorum q)" +
			" (forall ((z.5 Node)) (=> (in z.5 q) (and (Seen j.1 z.5) (not (= z.5 y.4)))))))))))))",
	} {
		th.names = 0
		f, err := th.Predicate(method, th.State(""))
		if err != nil {
			t.Fatal(err)
		}
		if f.String() != want {
			t.Errorf("%s is\n%s, want\n%s", method, f, want)
		}
	}
}

// A loop over steps in which a turn looks at or changes what is another turn's is refused: its order would matter.
func TestLoopsWhoseTurnsMeetAreRefused(t *testing.T) {
	for body, reason := range map[string]string{
		"if s < up { st.Carried[up][j] = st.Seen[j] }":                                  "a loop that changes the state",
		"var v View\nfor r := range c.Horizon { v.Raw[r] = st.Seen[j]; c.mark(st, j) }": "changes the state",
		"st.Carried[s][j] = st.Carried[s+1][j]":                                         "its own entry only",
		"st.Carried[s][j] = c.last(st, j)":                                              "its own entry only",
		"st.Carried[s][j], st.Seen[j] = st.Seen[j], st.Carried[s][j]":                   "want one plain assignment",
		"st.Carried[s][j] = st.Seen[j]\nif s == up { return }":                          "that assigns does not return",
		"for r := range c.Horizon { st.Carried[r][j] = st.Carried[s][j] }":              "its own entry only",
		"st.Carried[s][j] = st.Seen[j]\nst.Step[j] = s":                                 "a loop that changes the state",
		"st.Carried[s][j] = st.Seen[j]\nst.Step[j]++":                                   "a loop that changes the state",
		"st.Carried[s][j] = st.Seen[j]\nst.Seen[j] = st.Carried[s][j].With(j)":          "a loop that changes the state",
		"st.Carried[s][j] = st.Seen[j].Union(st.Carried[up][j])":                        "its own entry only",
		"for k := range spec.NodeID(c.Nodes) { st.Carried[s][k] = st.Seen[j] }":         "a loop that changes the state",
		"st.Carried[s][j] = st.Carried[s][j].Union(c.of(st.Carried[up][j], st))":        "its own entry only",
	} {
		th, err := New(Source{Files: fstest.MapFS{"tiny.go": {Data: []byte(strings.Replace(head, "\tSeen ",
			"\tCarried [3][spec.MaxNodes]spec.NodeSet `len:\"Horizon,Nodes\"`\n\tSeen ", 1) +
			"func (c Config) last(st *State, j spec.NodeID) spec.NodeSet { return st.Carried[c.Horizon][j] }\n" +
			"type View struct { Raw [3]spec.NodeSet `len:\"Horizon\"` }\n" +
			"func (c Config) mark(st *State, j spec.NodeID) { st.Seen[j] = spec.Only(j) }\n" +
			"func (c Config) of(v spec.NodeSet, st *State) spec.NodeSet { return v }\n" +
			"func (c Config) CanTake(st *State, j spec.NodeID, up uint8) bool { return true }\n" +
			"func (c Config) Take(st *State, j spec.NodeID, up uint8) {\nfor s := range c.Horizon {\n" + body + "\n}\n}")}}})
		if err == nil {
			_, err = th.Action("Take")
		}
		if err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: error = %v, want %q", body, err, reason)
		}
	}
}

// A loop over steps that changes its own entries says of each entry what its turn makes of it, and of those beyond the
// loop that they stay as they are.
func TestLoopsThatAssignChangeTheirOwnEntries(t *testing.T) {
	th, err := New(Source{Files: fstest.MapFS{"tiny.go": {Data: []byte(strings.Replace(head, "\tSeen ",
		"\tCarried [3][spec.MaxNodes]spec.NodeSet `len:\"Horizon,Nodes\"`\n\tSeen ", 1) +
		"func (c Config) CanTake(st *State, j spec.NodeID, up uint8) bool { return true }\n" +
		"func (c Config) Take(st *State, j spec.NodeID, up uint8) {\nfor s := range c.Horizon {\nif s < up {\n" +
		"st.Carried[s][j] = st.Carried[s][j].Union(st.Seen[j])\n}\n}\n}")}}})
	if err != nil {
		t.Fatal(err)
	}
	tr, err := th.Action("Take")
	if err != nil {
		t.Fatal(err)
	}
	const want = "(ite (below.Horizon s) (ite (< s up) (ite (= k j) (or (Carried s j x) (Seen j x)) (Carried s k x)) " +
		"(Carried s k x)) (Carried s k x))"
	for _, d := range tr.Next {
		if d.Name != "next.Carried" {
			continue
		}
		names := map[string]*Term{}
		for i, p := range d.Params {
			names[p.name] = Constant([]string{"s", "k", "x"}[i], p.sort)
		}
		if got := d.Body.replace(names).String(); got != want {
			t.Errorf("Carried is afterwards\n%s, want\n%s", got, want)
		}
	}
}
