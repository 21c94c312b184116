package vectors_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"quesera/internal/vector"
	"quesera/internal/vector/vectortest"
	"quesera/model/qsc3/vectors"
)

// decisions are the family without its scripts.
func decisions() vector.Family {
	f := vectors.Family()
	f.Ops = f.Ops[:1]
	return f
}

// Each view is what its topic says, and is decided as the table says: proposals are written node:ticket:confirmed:late,
// messages of the second step node:confirmed:carried.
func TestViewsAreWhatTheySay(t *testing.T) {
	vectortest.Claims(t, decisions(), vectortest.Tables(t, "decide", func(op, _, rows string) vectortest.Table {
		return vectortest.Table{Op: op, Text: rows, Names: &vectortest.Names{}}
	})...)
}

// decided is TLC §4.10 from its words: the choice is a confirmed proposal of the highest ticket among these, the lowest
// node's of several. It is committed if some message of the second step that is confirmed carries it, and no other
// proposal that is known has as high a ticket.
func decided(v vectors.View) (w vectors.Verdict) {
	w.Best = []int{}
	var best uint64
	for _, p := range v.Proposals {
		if p.Confirmed {
			best = max(best, p.Ticket)
		}
	}
	for _, p := range v.Proposals {
		if p.Confirmed && p.Ticket == best {
			w.Best = append(w.Best, p.Node)
		}
	}
	if len(w.Best) == 0 {
		return w
	}
	choice := slices.Min(w.Best)
	w.Choice = &choice
	carried := slices.ContainsFunc(v.Second, func(s vectors.Second) bool {
		return s.Confirmed && slices.Contains(s.Carried, choice)
	})
	rival := func(counts func(vectors.Proposal) bool) bool {
		return slices.ContainsFunc(v.Proposals, func(p vectors.Proposal) bool {
			return p.Node != choice && p.Ticket >= best && counts(p)
		})
	}
	w.Committed.ByEnd = carried && !rival(func(vectors.Proposal) bool { return true })
	w.Committed.ByTwo = carried && !rival(func(p vectors.Proposal) bool { return !p.Late })
	return w
}

// Each view is decided as the paper's words have it; and among those that were drawn each way is often met.
func TestDecisionsFollowFromTheWords(t *testing.T) {
	f := decisions()
	inputs, err := f.Inputs()
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]int{}
	for _, v := range inputs {
		var view vectors.View
		if err := json.Unmarshal(v.Input, &view); err != nil {
			t.Fatal(err)
		}
		got, err := f.Perform(v.ID, v.Input)
		if err != nil {
			t.Fatal(err)
		}
		want := decided(view)
		is, _ := json.Marshal(got)
		says, _ := json.Marshal(want)
		if string(is) != string(says) {
			t.Errorf("%s: %s: %s, want %s", v.ID, v.Input, is, says)
		}
		if v.Topic == "a view that was drawn" {
			switch {
			case want.Choice == nil:
				met["no choice"]++
			case want.Committed.ByEnd:
				met["committed"]++
			case want.Committed.ByTwo:
				met["committed by one reading"]++
			default:
				met["not committed"]++
			}
		}
	}
	for _, way := range []string{"committed", "committed by one reading", "not committed"} {
		if met[way] < 3 {
			t.Errorf("%v, want each way three times", met)
		}
	}
}

// What is wrong with a view is what is said of it, on both sides of each bound.
func TestViewsAreRead(t *testing.T) {
	var all []vectortest.Spoilt
	for _, c := range [][2]string{
		{"proposals.0.node=-1", "malformed: node = -1 of 4, want 0 to 3"}, {"proposals.0.node=4", "malformed: node = 4 of 4"},
		{"proposals.0.node=3", "= choice 3"}, {"second.0.node=-1", "malformed: node = -1 of 4"},
		{"second.0.node=4", "malformed: node = 4 of 4"}, {"second.0.carried=[-1]", "malformed: carried = -1, want 0 to 3"},
		{"second.0.carried=[4]", "malformed: carried = 4"}, {"second.0.carried=[3]", "= choice 0"},
		{"nodes=1024", "= choice 0"}, {"nodes=1025", "malformed: node = 0 of 1025"},
	} {
		all = append(all, vectortest.Spoilt{ID: "qsc3/decide/2", Change: c[0], Want: c[1]})
	}
	vectortest.Spoil(t, vectors.Family(), all...)
	if strings.Join(slices.Collect(opNames), " ") != "decide rounds" {
		t.Error("there are other operations")
	}
}

func opNames(yield func(string) bool) {
	for _, op := range vectors.Family().Ops {
		if !yield(op.Name) {
			return
		}
	}
}
