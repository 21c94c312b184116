// Package spec is the vocabulary of the abstract specs: what a spec is, what a
// property is, and what a verdict says.
//
// An abstract spec is plain Go in a small subset (docs/ARCHITECTURE.md, "The Go
// subset"): a State of fixed-size arrays of small unsigned integers, a Config of
// constants, and for each action X two methods of Config, the guard CanX and the
// effect X. The same source is executed by spec/explore and translated into
// Promela by promela/, so that nothing is written twice.
package spec

import (
	"io/fs"
	"strconv"
	"strings"
)

// A Spec is a transition system over states of type S together with what must
// hold of it.
type Spec[S any] struct {
	Name    string        // the protocol, as on the command line: "tlc", "qsc3"
	Title   string        // one line for tables and for the head of the generated Promela
	Section string        // the source, "TLC §2.2-2.6"
	Source  fs.FS         // the Go files that define S and its Config, for the translator
	Config  any           // the struct whose methods the actions and properties are; its fields are constants
	Init    S             // the one initial state
	Actions []Action[S]   // in a fixed order: it orders counterexamples and per-action counts
	Props   []Property[S] // invariants and Sometimes properties
	Final   *Predicate[S] // the states in which no action need be enabled; nil: no deadlock check
	Live    []Progress[S] // claims about fair runs

	// Lemmas are invariants that help to see which actions depend on each other (spec/circuits), since what is
	// impossible needs no care. Together with the invariants among Props they hold in Init, and every action keeps them;
	// that is proven before they are used. Nil: there are none.
	Lemmas []Property[S]

	// Describe says in a few lines what a state means, for counterexamples; may be nil.
	Describe func(s *S) []string

	// Views show together all that the properties are about, each a part of it. Nil: there are none.
	Views []View[S]

	// Symmetric tells in which states renaming the nodes changes nothing of what can
	// follow. spec/explore may then identify such states that differ by a renaming
	// only; nil where there is none. That it tells the truth is tested by comparing
	// reduced with unreduced runs.
	Symmetric func(s *S) bool
}

// MaxParams bounds the number of parameters of an action.
const MaxParams = 4

// Args are the arguments of one instance of an action, in the order of its Params.
type Args [MaxParams]uint16

// A Param is one parameter of an action with the values it ranges over.
type Param struct {
	Name   string   // as in the Go method, "i"
	Kind   Kind     // how to print a value
	Values []uint16 // in the order in which they are tried
}

// Kind tells how the values of a parameter are read.
type Kind uint8

const (
	IsNode   Kind = iota // a NodeID
	IsSet                // a NodeSet
	IsNumber             // a plain number: a step, a ticket
)

// An Action is a family of transitions. Name is also the name of its effect method
// on Config, and "Can"+Name that of its guard. Params[By] is the node that acts: the
// generated Promela has one process a node and puts the action into that process.
type Action[S any] struct {
	Name    string
	Section string // "TLC §2.6"
	Says    string // in words, "node {j} hears {i}", with the parameters in braces; may be empty
	Params  []Param
	By      int
	Can     func(s *S, a Args) bool
	Do      func(s *S, a Args)
}

// A Predicate is a method of Config from states to bool.
type Predicate[S any] struct {
	Method string // its name, for the translator
	Holds  func(s *S) bool
}

// PropertyKind distinguishes what must always hold from what must happen.
type PropertyKind uint8

const (
	Invariant  PropertyKind = iota // holds in every reachable state
	Sometimes                      // holds in at least one reachable state
	Eventually                     // holds in some state of every fair run
)

func (k PropertyKind) String() string {
	return [...]string{Invariant: "invariant", Sometimes: "sometimes", Eventually: "eventually"}[k]
}

// Judge is the verdict on a property of a search that found a state that decides it, or none: an invariant fails
// there, or a Sometimes holds. That there is none, only a complete search can say.
func (k PropertyKind) Judge(decided, complete bool) Verdict {
	switch {
	case !decided && !complete:
		return Inconclusive
	case decided == (k == Sometimes):
		return Holds
	}
	return Violated
}

// A Claim is something that is said to be true, and where its source says so. Properties of specs, findings of a
// search and rules of a judge carry one.
type Claim struct {
	ID      string // "TLC-P3", defined once and never reused
	Section string // "TLC §2.8"
	Text    string // one sentence
}

// NoDeadlock is what the check for deadlock claims of a spec with this section.
func NoDeadlock(section string) Claim {
	return Claim{"no deadlock", section, "every state that is not final has a successor"}
}

// A Property is a claim about the reachable states.
type Property[S any] struct {
	Claim
	Kind PropertyKind
	Predicate[S]
	// When tells in which states an invariant says anything: in all others its predicate holds whatever else is so. In how
	// many states that is, searches count; it changes nothing of where the predicate is asked. Nil: it says something in
	// every state.
	When *Predicate[S]
}

// A Progress is a claim about fair runs: that every one of them comes to a state in which the predicate holds. A run is
// fair if each node does something again and again of what it could do all the time from some moment on (weak
// fairness), but for those that may crash. What no node does is fair.
type Progress[S any] struct {
	Claim
	Predicate[S]
	Crashes uint8 // how many nodes, those of the lowest numbers, may stop for ever at any time
}

// Act1 is an action of one parameter, of functions that are no methods. The translator wants methods.
func Act1[S any, A word](name, section string, a Param, can func(*S, A) bool, do func(*S, A)) Action[S] {
	return Action[S]{Name: name, Section: section, Params: []Param{a},
		Can: func(s *S, v Args) bool { return can(s, A(v[0])) },
		Do:  func(s *S, v Args) { do(s, A(v[0])) }}
}

// Nodes is a parameter that ranges over the n nodes.
func Nodes(name string, n int) Param {
	return Param{Name: name, Kind: IsNode, Values: upTo(n)}
}

// Numbers is a parameter that ranges over 0..n-1.
func Numbers(name string, n int) Param {
	return Param{Name: name, Kind: IsNumber, Values: upTo(n)}
}

// Sets is a parameter that ranges over the sets of n nodes with min to max members.
func Sets(name string, n, min, max int) Param {
	p := Param{Name: name, Kind: IsSet}
	for set := range uint16(1) << n {
		if size := NodeSet(set).Len(); min <= size && size <= max {
			p.Values = append(p.Values, set)
		}
	}
	return p
}

func upTo(n int) []uint16 {
	values := make([]uint16, n)
	for i := range values {
		values[i] = uint16(i)
	}
	return values
}

// Format prints an instance of the action: "DeliverRaw(i=0, j=2, s=1)".
func (a *Action[S]) Format(args Args) string {
	parts := make([]string, len(a.Params))
	for i, p := range a.Params {
		parts[i] = p.Name + "=" + p.Kind.Format(args[i])
	}
	return a.Name + "(" + strings.Join(parts, ", ") + ")"
}

// Format prints a value of the kind: "2", "{0 2}".
func (k Kind) Format(v uint16) string {
	if k == IsSet {
		return NodeSet(v).String()
	}
	return strconv.Itoa(int(v))
}

// Saying is the action with these words for it.
func (a Action[S]) Saying(words string) Action[S] {
	a.Says = words
	return a
}

// Say puts an instance of the action into words: "node 2 hears 0".
func (a *Action[S]) Say(args Args) string {
	words := a.Says
	for i, p := range a.Params {
		words = strings.ReplaceAll(words, "{"+p.Name+"}", p.Kind.Format(args[i]))
	}
	return words
}

// ByNode is the action with parameter p as the node that acts.
func (a Action[S]) ByNode(p int) Action[S] {
	a.By = p
	return a
}
