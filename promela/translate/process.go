package translate

import (
	"fmt"
	"reflect"
	"strings"

	"quesera/spec"
)

// watched are the conditions that process 0 looks for: one a property, the last one for deadlock.
func (w *writer) watched() []string {
	var conditions []string
	for _, p := range w.props {
		if p.kind == spec.Invariant {
			conditions = append(conditions, "!"+p.macro)
		} else {
			conditions = append(conditions, p.macro)
		}
	}
	if w.final != nil {
		conditions = append(conditions, "timeout && !"+w.final.name)
	}
	return conditions
}

// processes has one process a node, and one for the actions of nobody.
func (w *writer) processes() string {
	var node, network []string
	for _, a := range w.actions {
		for _, args := range a.instances() {
			option := ":: " + w.actionName(a) + "(" + strings.Join(args, ", ") + ")"
			if a.ofNode {
				node = append(node, option)
			} else {
				network = append(network, option)
			}
		}
	}
	var defs []string
	if len(node) > 0 {
		defs = append(defs, "proctype Node(byte self) {\nend:\n  do\n"+indent(strings.Join(node, "\n"))+"\n  od\n}")
	}
	if len(network) > 0 {
		defs = append(defs, comment("What no node of its own accord does.")+
			"\nproctype Network() {\nend:\n  do\n"+indent(strings.Join(network, "\n"))+"\n  od\n}")
	}
	return strings.Join(defs, "\n\n")
}

// instances are the arguments of all instances of an action, with self for the node that acts.
func (a *action) instances() [][]string {
	combos := [][]string{nil}
	for i, p := range a.params {
		var longer [][]string
		for _, args := range combos {
			if a.ofNode && i == a.by {
				longer = append(longer, append(args[:len(args):len(args)], "self"))
				continue
			}
			for _, v := range p.Values {
				longer = append(longer, append(args[:len(args):len(args)], fmt.Sprint(v)))
			}
		}
		combos = longer
	}
	return combos
}

// initial is process 0. Its first transition sets the initial state and its second one starts the others; each leaves a
// state of its own behind (Offset).
func (w *writer) initial() (string, error) {
	var sets []string
	if err := w.initialValues(variableOf(w.state.shape), w.in.init, &sets); err != nil {
		return "", err
	}
	return "init {\n  d_step {\n" + indent(indent(sequence(sets))) + "\n  };\n  atomic { " + strings.Join(w.runs(), "; ") +
		" };\nend:\n  do\n" + w.watch() + "  od\n}", nil
}

// runs start the processes that have actions.
func (w *writer) runs() []string {
	var nodes, network []string
	for _, a := range w.actions {
		if !a.ofNode {
			network = []string{"run Network()"}
			continue
		}
		nodes = nil
		for i := range w.nodes() {
			nodes = append(nodes, fmt.Sprintf("run Node(%d)", i))
		}
	}
	return append(nodes, network...)
}

// Offset is what Spin counts more than there are reachable states and transitions. Process 0 sets the
// initial state in one transition and starts the other processes in the next. So Spin stores two states
// that are not the spec's: before the first and before the second. And what it calls transitions are
// states stored and states matched again: every transition of the spec ends in one of these, its initial
// state and the two before it are stored once more.
var Offset = struct{ States, Transitions uint64 }{2, 3}

// watch has the options of process 0 once the others run. In a search that counts they are never
// executable, but note what they see.
func (w *writer) watch() string {
	var counting, asserting strings.Builder
	for i, c := range w.watched() {
		fmt.Fprintf(&counting, "  :: (%s && c_expr { QUESERA_SEE_%d })\n", c, i)
		switch {
		case i == len(w.props):
			fmt.Fprintf(&asserting, "  :: (%s) -> assert(%s)\n", c, w.deadlockFlag())
		case w.props[i].kind == spec.Invariant:
			fmt.Fprintf(&asserting, "  :: d_step { %s -> assert(%s) }\n", c, w.props[i].flag)
		default:
			fmt.Fprintf(&asserting, "#ifdef SHOW_%s\n  :: d_step { %s -> assert(%s) }\n#endif\n",
				w.props[i].macro, c, w.props[i].flag)
		}
	}
	for i, p := range w.props {
		if p.when != nil {
			fmt.Fprintf(&counting, "  :: (!timeout && %s && c_expr { QUESERA_MATTERS_%d })\n", p.whenMacro, i)
		}
	}
	return "  :: false\n#ifdef DIGEST\n  :: (!timeout && c_expr { QUESERA_DIGEST })\n#endif\n#ifdef COUNTERS\n" +
		counting.String() + "#else\n" + asserting.String() + "#endif\n"
}

// variableOf is the State as a record of global variables.
func variableOf(s *shape) *expr { return &expr{op: opState, shape: s} }

// initialValues lists the assignments that turn zeros into the initial state.
func (w *writer) initialValues(at *expr, v reflect.Value, sets *[]string) error {
	s := at.shape
	switch {
	case s.elem != nil:
		for i := range v.Len() {
			if i >= s.length && !v.Index(i).IsZero() {
				return fmt.Errorf("promela: the initial state has a value in %s[%d], beyond the %d entries in use",
					at.text(), i, s.length)
			}
			if err := w.initialValues(at.entry(constant(int64(i))), v.Index(i), sets); err != nil {
				return err
			}
		}
		return nil
	case s.kind == kindNone:
		for _, f := range s.fields {
			if err := w.initialValues(at.field(f), v.FieldByName(f.goName), sets); err != nil {
				return err
			}
		}
		return nil
	}
	var value int64
	if s.kind == kindBool {
		value = int64(boolInt(v.Bool()))
	} else {
		value = int64(v.Uint())
	}
	if !exactly(value).within(s.holds) {
		return fmt.Errorf("promela: the initial state has %s = %d, want at most %d", at.text(), value, s.holds.hi)
	}
	if value != 0 {
		*sets = append(*sets, fmt.Sprintf("%s = %d", at.text(), value))
	}
	return nil
}
