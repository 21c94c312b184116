package result

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/dkg"
	"quesera/model/sim"
)

// drawn are the scripts that a draw makes if it goes through all choices, each once, by how it is written.
func drawn(t *testing.T, draw func(c sim.Chooser) dkg.Script) (scripts map[string]dkg.Script, schedules int) {
	t.Helper()
	scripts = map[string]dkg.Script{}
	all := sim.NewAll()
	for ; all.Next() && schedules < 100_000; schedules++ {
		s := draw(all)
		scripts[fmt.Sprintf("%+v", s)] = s
	}
	if all.Err() != nil {
		t.Fatal(all.Err())
	}
	return scripts, schedules
}

// values are how many different values a part of the scripts takes.
func values(scripts map[string]dkg.Script, part func(dkg.Script) any) int {
	seen := map[string]bool{}
	for _, s := range scripts {
		seen[fmt.Sprintf("%+v", part(s))] = true
	}
	return len(seen)
}

// Through all choices each script is drawn that there is, once: every way to commit, every way to share with and to
// answer each other node, every set of others, and what rests or is unasked. Nothing is done to the node itself.
func TestAllScriptsOfSharingAreDrawn(t *testing.T) {
	for _, self := range []model.NodeID{0, 1} {
		scripts, schedules := drawn(t, func(c sim.Chooser) dkg.Script { return DrawSharing(c, self, 2) })
		if want := 7 * 4 * 4 * 2 * 2 * 2; len(scripts) != want || schedules != want {
			t.Errorf("%d scripts in %d draws, want %d", len(scripts), schedules, want)
		}
		other := 1 - self
		for name, c := range map[string]struct {
			want int
			part func(dkg.Script) any
		}{
			"commit":    {7, func(s dkg.Script) any { return s.Commit }},
			"share":     {4, func(s dkg.Script) any { return s.Share[other] }},
			"answer":    {4, func(s dkg.Script) any { return s.Answer[other] }},
			"resting":   {2, func(s dkg.Script) any { return s.Resting }},
			"unasked":   {2, func(s dkg.Script) any { return s.Unasked }},
			"accused":   {2, func(s dkg.Script) any { return s.Accuse.Has(other) }},
			"itself":    {1, func(s dkg.Script) any { return s.Accuse.Has(self) || s.Share[self]+s.Answer[self] != dkg.Right }},
			"how many":  {1, func(s dkg.Script) any { return []int{len(s.Share), len(s.Answer)} }},
			"the rest":  {1, func(s dkg.Script) any { return []any{s.Expose, s.Blame, s.Reveal, s.Late, s.Doubled, s.Hear} }},
			"different": {4, func(s dkg.Script) any { return []any{s.Resting, s.Unasked} }},
		} {
			if got := values(scripts, c.part); got != c.want {
				t.Errorf("node %d: %s takes %d values, want %d", self, name, got, c.want)
			}
		}
	}
}

// What is drawn beside keeps the script that it is added to, and has all ways there are.
func TestAllThatIsAddedIsDrawn(t *testing.T) {
	base := dkg.Script{Commit: dkg.Sly, Share: make([]dkg.Way, 3), Answer: make([]dkg.Way, 3), Resting: true}
	kept := func(s dkg.Script) any { return []any{s.Commit, s.Resting, s.Share, s.Answer} }
	for name, c := range map[string]struct {
		draw func(c sim.Chooser) dkg.Script
		want int
		part map[string]int
	}{
		"exposing": {func(c sim.Chooser) dkg.Script { return DrawExposing(c, base, 2, 3) }, 7 * 4 * 2,
			map[string]int{"expose": 7, "blame": 4, "reveal": 2, "betray": 1, "bare": 1, "spare": 1, "kept": 1}},
		"revealing": {func(c sim.Chooser) dkg.Script { return DrawRevealing(c, base, 2, 3) }, 4 * 4 * 4 * 5 * 2,
			map[string]int{"expose": 1, "blame": 4, "reveal": 5, "betray": 4, "bare": 4, "spare": 2, "kept": 1}},
	} {
		scripts, schedules := drawn(t, c.draw)
		if len(scripts) != c.want || schedules != c.want {
			t.Errorf("%s: %d scripts in %d draws, want %d", name, len(scripts), schedules, c.want)
		}
		for part, of := range map[string]func(dkg.Script) any{
			"expose": func(s dkg.Script) any { return s.Expose }, "blame": func(s dkg.Script) any { return s.Blame },
			"reveal": func(s dkg.Script) any { return s.Reveal }, "betray": func(s dkg.Script) any { return s.Betray },
			"bare": func(s dkg.Script) any { return s.Bare }, "spare": func(s dkg.Script) any { return s.Spare },
			"kept": kept,
		} {
			if got := values(scripts, of); got != c.part[part] {
				t.Errorf("%s: %s takes %d values, want %d", name, part, got, c.part[part])
			}
		}
		for _, s := range scripts {
			if fmt.Sprint(kept(s)) != fmt.Sprint(kept(base)) || s.Blame.Has(2) || s.Betray.Has(2) || s.Bare.Has(2) {
				t.Fatalf("%s: %+v", name, s)
			}
		}
	}
}

// fromTheTop is a Chooser that takes the alternative that is so many below the last one, as far as there is one, and
// notes of how many it was to choose.
type fromTheTop struct {
	below int
	of    []int
}

func (f *fromTheTop) Choose(n int) int {
	f.of = append(f.of, n)
	return max(n-1-f.below, 0)
}

// What is seldom is the last of ten, of eight or of four alternatives, for each kind of message and each other node.
func TestWhatIsSeldomIsOneOfManyAlternatives(t *testing.T) {
	right := make([]dkg.Way, 3)
	base := DrawSharing(&fromTheTop{below: 9}, 1, 3) // which takes the first alternatives, and so an honest node's
	if honest := (dkg.Script{Share: right, Answer: right}); !reflect.DeepEqual(base, honest) {
		t.Errorf("%+v, want %+v", base, honest)
	}
	every, none := &fromTheTop{}, &fromTheTop{below: 1}
	all, nothing := DrawFurther(every, base, 1, 3), DrawFurther(none, dkg.Script{Share: make([]dkg.Way, 3),
		Answer: make([]dkg.Way, 3)}, 1, 3)
	kinds := []dkg.Kind{dkg.Deals, dkg.Complaints, dkg.Justifications, dkg.Exposures, dkg.Accusations, dkg.Reveals,
		dkg.Shares}
	for _, k := range kinds {
		if !all.Late.Has(k) || !all.Doubled.Has(k) {
			t.Errorf("kind %d is never late or doubled: %v, %v", k, all.Late, all.Doubled)
		}
	}
	blinded := []dkg.Way{dkg.Blinded, dkg.Right, dkg.Blinded}
	others := model.All(3).Without(1)
	if !slices.Equal(all.Share, blinded) || !slices.Equal(all.Answer, blinded) || !all.Stray || !all.Hush || !all.Spare ||
		all.Reveal != dkg.Blinded || !all.Blame.Equal(others) || !all.Betray.Equal(others) || !all.Bare.Equal(others) ||
		all.Late.Has(dkg.Relays) {
		t.Errorf("%+v", all)
	}
	if nothing.Late != 0 || nothing.Doubled != 0 || !slices.Equal(nothing.Share, right) ||
		!slices.Equal(nothing.Answer, right) || nothing.Stray || nothing.Hush || nothing.Spare ||
		nothing.Reveal != dkg.Twice || !nothing.Blame.Union(nothing.Betray).Union(nothing.Bare).Empty() {
		t.Errorf("%+v", nothing)
	}
	want := []int{2, 2, 2, 2, 2, 2, 5, 2} // three sets, how it reveals, and whether it spares
	for range 2 * (int(dkg.Shares) + 1) {
		want = append(want, 10)
	}
	want = append(want, 8, 8, 8, 8, 4, 2)
	if !slices.Equal(every.of, want) || !slices.Equal(none.of, want) {
		t.Errorf("chosen of %v, want %v", every.of, want)
	}
}
