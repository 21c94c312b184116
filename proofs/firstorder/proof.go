package firstorder

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"quesera/proofs/smt"
)

// A Proof is what the obligations of a proof may rest on.
type Proof struct {
	Theory *Theory
	Facts  map[string]*Term // what is known of every state, by the names that steps of the argument use
	Axioms map[string]Axiom // what is known of quorums
	Always []Named          // what every obligation may use

	Related []string // relations between two nodes of which facts and goals speak besides the state
}

// An Obligation is one thing to prove. What it rests on is said step by step: "I7" is a fact about all nodes and
// steps, "I7(j,s)" what it says of the j and s of the goal, "I7(j,_)" what it says of that j and any step, and
// "+overlap" is an axiom.
type Obligation struct {
	Params []*Term
	Next   []Definition
	Given  []Named
	Goal   *Term
	By     string
}

// Inductive is the obligation that a transition keeps an invariant; goal speaks of the next state.
func (tr *Transition) Inductive(th *Theory, goal *Term, by string) Obligation {
	o := Obligation{Params: tr.Params, Next: tr.Next, Given: []Named{{"guard", tr.Guard}}, Goal: goal, By: by}
	for _, p := range tr.Params {
		for name := range th.loops {
			if p.sort == Number { // parameters of actions range over steps
				o.Given = append(o.Given, Named{"the parameter " + p.name, below(name, p)})
			}
		}
	}
	return o
}

// Queries are the cases of an obligation. A step that speaks of what only other cases have is left out, but it must be
// of use to one.
func (p *Proof) Queries(o Obligation) ([]*Query, error) {
	var all []*Query
	unused := map[string]error{}
	used := map[string]bool{}
	for _, s := range Cases(o.Goal) {
		q := &Query{Theory: p.Theory, Related: p.Related, Next: o.Next, Goal: s.Goal,
			Params: append(o.Params[:len(o.Params):len(o.Params)], s.Constants...)}
		q.Assumed = append(append(q.Assumed, p.Always...), o.Given...)
		for _, step := range strings.Fields(o.By) {
			fact, err := p.step(step, append(s.Constants[:len(s.Constants):len(s.Constants)], o.Params...))
			if err != nil {
				unused[step] = err
				continue
			}
			used[step] = true
			q.Assumed = append(q.Assumed, fact)
		}
		for _, t := range s.Supposed {
			q.Assumed = append(q.Assumed, Named{"supposed", t})
		}
		q.Assumed = append(q.Assumed, witnesses(s.Goal, o.Params)...)
		all = append(all, q)
	}
	for _, step := range strings.Fields(o.By) {
		if !used[step] && len(all) > 0 {
			return nil, unused[step]
		}
	}
	return all, nil
}

// witnesses deny that any of the nodes of the transition is one that the goal says there is. That adds nothing to
// denying the goal, but tells solvers where to look.
func witnesses(goal *Term, params []*Term) []Named {
	if goal.op != opExists || len(goal.vars) != 1 {
		return nil
	}
	var all []Named
	for _, p := range params {
		if p.sort == goal.vars[0].sort {
			all = append(all, Named{"it is not " + p.name, Not(goal.args[0].replace(map[string]*Term{goal.vars[0].name: p}))})
		}
	}
	return all
}

// step is one step of an argument.
func (p *Proof) step(text string, individuals []*Term) (Named, error) {
	if name, ok := strings.CutPrefix(text, "+"); ok {
		axiom, ok := p.Axioms[name]
		if !ok {
			return Named{}, fmt.Errorf("firstorder: there is no axiom %q", name)
		}
		return Named{name, axiom}, nil
	}
	name, args, some := strings.Cut(strings.TrimSuffix(text, ")"), "(")
	fact, ok := p.Facts[name]
	if !ok {
		return Named{}, fmt.Errorf("firstorder: there is no fact %q", name)
	}
	if !some {
		return Named{name, fact}, nil
	}
	instance, err := At(fact, strings.Split(args, ","), individuals)
	return Named{text, instance}, err
}

// provers are the solvers, each with the ways in which it is asked, one after the other, until it has a proof.
var provers = [][]smt.Solver{
	{{Name: "z3", Args: []string{"-smt2", "-in", "rlimit=50000000"}}},
	{{Name: "cvc5", Args: []string{"--lang=smt2", "--rlimit=1000000", "-"}},
		{Name: "cvc5", Args: []string{"--lang=smt2", "--rlimit=1000000", "--full-saturate-quant", "-"}}},
}

// patience is how long a solver may take for one query. What bounds them is their amount of work, so that the same is
// proved on a machine that has much else to do; this ends one that does not keep to it.
const patience = time.Minute

// Prove has every solver prove every case of an obligation, and fails the test with an explanation if one does not. A
// solver that is not installed is reported as not run, and fails the test in continuous integration.
func (p *Proof) Prove(t testing.TB, o Obligation, explain func() string) {
	t.Helper()
	missing, err := p.Check(o)
	if err != nil {
		t.Fatalf("%v\n%s", err, explain())
	}
	if missing != nil && os.Getenv("CI") == "true" {
		t.Error(missing)
	} else if missing != nil {
		t.Log(missing)
	}
}

// Check says which solvers are missing, and which case the others do not prove. What a solver cannot decide it has
// not proved.
func (p *Proof) Check(o Obligation) (missing, unproved error) {
	queries, err := p.Queries(o)
	if err != nil {
		return nil, err
	}
	for _, attempts := range provers {
		if err := attempts[0].Missing(); err != nil {
			missing = errors.Join(missing, err)
			continue
		}
		for _, q := range queries {
			if err := prove(attempts, q.Script()); err != nil {
				return missing, fmt.Errorf("not proved: %w, want unsat; the goal is %s", err, q.Goal)
			}
		}
	}
	return missing, nil
}

// prove asks a solver in one way after the other.
func prove(attempts []smt.Solver, script string) error {
	var all error
	for _, solver := range attempts {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		answer, err := solver.Ask(ctx, script)
		cancel()
		switch {
		case answer == smt.Unsat:
			return nil
		case answer == smt.Sat:
			return fmt.Errorf("%s answers %v", solver.Name, answer)
		}
		all = errors.Join(all, err)
	}
	return all
}

// Counterexample looks for one in a group, in states in which the facts hold on which the obligation rests. It is nil
// if there is none in this group.
func Counterexample[S any](g *Group, p *Proof, o Obligation) (*Found[S], error) {
	full := o
	var names []string
	for _, step := range strings.Fields(o.By) {
		name, _, _ := strings.Cut(step, "(")
		names = append(names, name)
	}
	full.By = strings.Join(names, " ")
	queries, err := p.Queries(full)
	if err != nil {
		return nil, err
	}
	for _, q := range queries {
		for _, attempts := range provers {
			if attempts[0].Missing() != nil {
				continue
			}
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			answer, values, err := attempts[0].Model(ctx, g.Small(q))
			cancel()
			if err != nil {
				return nil, err
			}
			if answer != smt.Sat {
				break
			}
			found := &Found[S]{}
			if found.Params, err = g.Values(q, values, &found.State); err != nil {
				return nil, err
			}
			return found, nil
		}
	}
	return nil, nil
}

// Found is a state in which something fails, and the values of the parameters.
type Found[S any] struct {
	State  S
	Params map[string]int
}
