package gate

import (
	"context"
	"fmt"
	"reflect"
	"time"
	"unsafe"

	"quesera/promela/spin"
	"quesera/promela/translate"
	"quesera/spec"
	"quesera/spec/explore"
)

// A Comparison is one spec searched by both engines: the explorer executes the compiled Go, Spin what the
// translator made of the source.
type Comparison struct {
	Program  *translate.Program
	Explorer Counts
	Time     time.Duration // of the explorer's search
	Spin     *spin.Result
	Verdicts []VerdictPair // one a property, then one for deadlock where that is checked
	// Differences lists what the two found that differs; nothing may, if both searched everything.
	Differences []string
	Complete    bool // both searched everything
	Violated    bool // by either
}

// Counts of a search by the explorer.
type Counts struct {
	States, Transitions uint64
	PerAction           []uint64 // in the spec's order
	Bytes               uint64   // for states
}

// A VerdictPair is what the two engines say of one property.
type VerdictPair struct {
	ID             string
	Kind           spec.PropertyKind
	Explorer, Spin spec.Verdict
	Depth          int // of the explorer's shortest run to a state that decides it, where there is one
}

// Compare searches a spec with both engines. Symmetry is not used, since Spin does not know it. The explorer stops
// where an invariant fails and Spin does not; to have counts to compare, the explorer then searches once
// more without properties. Errors are those of translate.Spec, explore.Explore and Search.
func Compare[S comparable](ctx context.Context, s *spin.Engine, sp *spec.Spec[S], eo explore.Options, so spin.Options) (*Comparison, error) {
	m, err := translate.Spec(sp)
	if err != nil {
		return nil, err
	}
	eo.Symmetry = false
	d := m.NewDigest(reflect.TypeFor[S]())
	watched := *sp
	if so.Digest {
		watched.Props = append(sp.Props[:len(sp.Props):len(sp.Props)], watch[S](d))
	}
	started := time.Now()
	found, err := explore.Explore(&watched, eo)
	if err != nil {
		return nil, err
	}
	c := &Comparison{Program: m, Time: time.Since(started), Violated: found.Violated(sp)}
	counts := found
	if c.Violated {
		d = m.NewDigest(reflect.TypeFor[S]())
		watched.Props, watched.Final, eo.Until = nil, nil, ""
		if so.Digest {
			watched.Props = append(watched.Props, watch[S](d))
		}
		if counts, err = explore.Explore(&watched, eo); err != nil {
			return nil, err
		}
	}
	c.Explorer = Counts{counts.States, counts.Transitions, counts.PerAction, counts.Bytes}
	so.Plain = false
	if c.Spin, err = s.Search(ctx, m, so); err != nil {
		return c, err
	}
	c.Complete = counts.Complete
	if c.Complete {
		c.compareCounts()
		if so.Digest {
			c.differ("digest of the states", d.Sum(), c.Spin.Digest)
		}
	}
	for i, p := range sp.Props {
		judge(c, p.ID, p.Kind, found.Reached[i], found.Complete, c.Spin.Seen[i])
	}
	if sp.Final != nil {
		judge(c, "no deadlock", spec.Invariant, found.Deadlock, found.Complete, c.Spin.Deadlock)
	}
	return c, nil
}

func (c *Comparison) compareCounts() {
	c.differ("states", c.Explorer.States, c.Spin.States)
	c.differ("transitions", c.Explorer.Transitions, c.Spin.Transitions)
	for i, a := range c.Program.Actions {
		c.differ("transitions by "+a.Name, c.Explorer.PerAction[i], c.Spin.PerAction[i])
	}
}

func (c *Comparison) differ(what string, explorer, spin any) {
	if explorer != spin {
		c.Differences = append(c.Differences, fmt.Sprintf("%s: %v by the explorer, %v by Spin", what, explorer, spin))
	}
}

// judge adds what the engines say of a property. About what it had not decided where it stopped, the explorer is
// inconclusive.
func judge[S any](c *Comparison, id string, kind spec.PropertyKind, reached *explore.Reached[S], complete, seen bool) {
	v := VerdictPair{ID: id, Kind: kind, Explorer: verdict(kind, reached != nil, complete), Spin: verdict(kind, seen, true)}
	if reached != nil {
		v.Depth = reached.Depth
	}
	c.Verdicts = append(c.Verdicts, v)
	c.Violated = c.Violated || v.Spin == spec.Violated || v.Explorer == spec.Violated
	if v.Explorer != spec.Inconclusive {
		c.differ(id, v.Explorer, v.Spin)
	}
}

// verdict of a search that decided the property by a state, or found none.
func verdict(kind spec.PropertyKind, decided, complete bool) spec.Verdict {
	switch {
	case decided == (kind == spec.Sometimes) && (decided || complete):
		return spec.Holds
	case decided || complete:
		return spec.Violated
	}
	return spec.Inconclusive
}

// watch is a property that never holds and notes every state that the explorer finds. It is not for the translator.
func watch[S any](d *translate.Digest) spec.Property[S] {
	return spec.Property[S]{Claim: spec.Claim{ID: "digest"}, Kind: spec.Sometimes, Predicate: spec.Predicate[S]{Holds: func(s *S) bool {
		d.Note(unsafe.Pointer(s))
		return false
	}}}
}
