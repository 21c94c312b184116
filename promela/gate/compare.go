package gate

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"
	"unsafe"

	"quesera/promela/spin"
	"quesera/promela/translate"
	"quesera/spec"
	"quesera/spec/explore"
)

// A Comparison is what both engines found of one spec.
type Comparison struct {
	Program  *translate.Program
	Explorer Explored
	Spin     *spin.Result
	Verdicts []VerdictPair // one a property of the Program
	// Differences lists what the two found that differs; nothing may, if both searched everything.
	Differences []string
}

// Explored is what the explorer found, whatever the type of the states.
type Explored struct {
	States, Transitions uint64
	PerAction           []uint64       // in the spec's order
	Complete            bool           // everything was searched
	Verdicts            []spec.Verdict // one a property of the Program; inconclusive where the search ended too early
	Mattered            []uint64       // by property of the Program: in how many states its condition was met
	Bytes               uint64         // for states
	Time                time.Duration
}

// A VerdictPair is what the two engines say of one property.
type VerdictPair struct {
	ID             string
	Kind           spec.PropertyKind
	Explorer, Spin spec.Verdict
}

// Violated reports whether either engine found a violation.
func (c *Comparison) Violated() bool {
	return slices.ContainsFunc(c.Verdicts, func(v VerdictPair) bool {
		return v.Explorer == spec.Violated || v.Spin == spec.Violated
	})
}

// Compare searches a spec with both engines. Symmetry and views are not used, since Spin does not know them. The
// explorer stops where an invariant fails and Spin does not; to have counts to compare, the explorer then searches once
// more without properties. Errors are those of translate.Spec, explore.Explore and Search.
func Compare[S comparable](ctx context.Context, s *spin.Engine, sp *spec.Spec[S], eo explore.Options,
	so spin.Options) (*Comparison, error) {
	prog, err := translate.Spec(sp)
	if err != nil {
		return nil, err
	}
	eo.Symmetry, eo.Views, eo.Stop = false, false, ctx.Done()
	started := time.Now()
	digest := prog.NewDigest(reflect.TypeFor[S]())
	found, err := explore.Explore(noting(sp, digest, so.Digest), eo)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, spin.Stopped(ctx)
	}
	e := Explored{Time: time.Since(started)}
	for i, p := range sp.Props {
		e.Verdicts = append(e.Verdicts, p.Kind.Judge(found.Reached[i] != nil, found.Complete))
	}
	if sp.Final != nil {
		e.Verdicts = append(e.Verdicts, spec.Invariant.Judge(found.Deadlock != nil, found.Complete))
	}
	if found.Violated(sp) {
		unjudged := *sp
		unjudged.Props, unjudged.Final, eo.Until = onlyCounted(sp.Props), nil, ""
		digest = prog.NewDigest(reflect.TypeFor[S]())
		if found, err = explore.Explore(noting(&unjudged, digest, so.Digest), eo); err != nil {
			return nil, err
		}
	}
	e.States, e.Transitions, e.PerAction = found.States, found.Transitions, found.PerAction
	e.Bytes, e.Complete, e.Mattered = found.Bytes, found.Complete, found.Mattered
	c, err := Agree(ctx, s, prog, e, so)
	if err == nil && e.Complete && so.Digest {
		c.differ("digest of the states", digest.Sum(), c.Spin.Digest)
	}
	return c, err
}

// onlyCounted are the properties with their conditions, and with predicates that hold everywhere.
func onlyCounted[S any](props []spec.Property[S]) []spec.Property[S] {
	counted := slices.Clone(props)
	for p := range counted {
		counted[p].Kind, counted[p].Holds = spec.Invariant, func(*S) bool { return true }
	}
	return counted
}

// noting is the spec with one more property, which never holds and notes every state that the explorer finds. It is not
// for the translator.
func noting[S any](sp *spec.Spec[S], d *translate.Digest, wanted bool) *spec.Spec[S] {
	if !wanted {
		return sp
	}
	note := func(s *S) bool {
		d.Note(unsafe.Pointer(s))
		return false
	}
	watched := *sp
	watched.Props = append(slices.Clone(sp.Props),
		spec.Property[S]{Claim: spec.Claim{ID: "digest"}, Kind: spec.Sometimes, Predicate: spec.Predicate[S]{Holds: note}})
	return &watched
}

// Agree has Spin search what the explorer has searched, without symmetry, and compares what they found: states,
// transitions, in all and by action, and the states in which each property matters, if the explorer searched
// everything; and the verdicts that it came to.
func Agree(ctx context.Context, s *spin.Engine, prog *translate.Program, e Explored,
	so spin.Options) (*Comparison, error) {
	so.Plain = false
	found, err := s.Search(ctx, prog, so)
	if err != nil {
		return nil, err
	}
	c := &Comparison{Program: prog, Explorer: e, Spin: found}
	if e.Complete {
		c.compareCounts()
	}
	for i, p := range prog.Props {
		v := VerdictPair{p.ID, p.Kind, e.Verdicts[i], p.Kind.Judge(found.Seen[i], true)}
		c.Verdicts = append(c.Verdicts, v)
		if v.Explorer != spec.Inconclusive {
			c.differ(v.ID, v.Explorer, v.Spin)
		}
	}
	return c, nil
}

func (c *Comparison) compareCounts() {
	c.differ("states", c.Explorer.States, c.Spin.States)
	c.differ("transitions", c.Explorer.Transitions, c.Spin.Transitions)
	for i, a := range c.Program.Actions {
		c.differ("transitions by "+a.Name, c.Explorer.PerAction[i], c.Spin.PerAction[i])
	}
	for i, p := range c.Program.Props {
		if p.When != "" {
			c.differ("states in which "+p.ID+" matters", c.Explorer.Mattered[i], c.Spin.Mattered[i])
		}
	}
}

func (c *Comparison) differ(what string, explorer, spin any) {
	if explorer != spin {
		c.Differences = append(c.Differences, fmt.Sprintf("%s: %v by the explorer, %v by Spin", what, explorer, spin))
	}
}
