package dkg_test

import (
	"fmt"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/dkg"
)

// observed is the run of testdata/good.script with scripts: what a node says, phase by phase. All that was said in a
// phase arrives at its end.
func observed(t *testing.T, who model.NodeID, scripts map[model.NodeID]dkg.Script) string {
	m := machine(t, exponents(t, 13), dkg.Gennaro, 3, 2, 1)
	corrupt := dkg.Corrupt[uint8, uint8]{Machine: m, Scripts: scripts}
	states := make([]dkg.State[uint8, uint8], 3)
	var flight []packet
	var said []string
	take := func(i model.NodeID, effects []model.Effect) {
		for _, effect := range effects {
			var to []model.NodeID
			var message model.Message
			switch e := effect.(type) {
			case model.Broadcast:
				message, to = e.Message, []model.NodeID{0, 1, 2}
			case model.Send:
				message, to = e.Message, []model.NodeID{e.To}
			default:
				continue
			}
			if i == who {
				said = append(said, opened(message, effect))
			}
			for _, j := range to {
				if j != i {
					flight = append(flight, packet{i, j, message})
				}
			}
		}
	}
	apply := func(i model.NodeID, e model.Event) {
		var effects []model.Effect
		states[i], effects = corrupt.Apply(states[i], e)
		take(i, effects)
	}
	for i := range states {
		var effects []model.Effect
		states[i], effects = corrupt.Start(model.NodeID(i))
		take(model.NodeID(i), effects)
		for _, coin := range [][]uint64{{1, 2, 5, 3}, {2, 2, 5, 4}, {3, 2, 5, 5}}[i] {
			apply(model.NodeID(i), model.Coin{Value: coin})
		}
	}
	var phases []string
	for phase := states[0].Phase; states[2].Outcome == nil && phase <= dkg.Reconstructing; phase++ {
		arrived := flight
		flight = nil
		if len(said) > 0 {
			phases = append(phases, fmt.Sprint(phase, ": ", strings.Join(said, ", ")))
		}
		said = nil
		for _, p := range arrived {
			apply(p.to, model.Receive{From: p.from, Message: p.message})
		}
		for i := range states {
			apply(model.NodeID(i), model.Timer{Phase: uint32(phase)})
		}
	}
	return strings.Join(phases, "\n")
}

// opened is a message in few words, with all the shares that it opens.
func opened(message model.Message, effect model.Effect) string {
	list := func(kind string, shares []dkg.Opened[uint8]) string {
		for _, o := range shares {
			kind += fmt.Sprint(" ", o.Node, pair(o.Share))
		}
		return kind
	}
	to := ""
	if e, ok := effect.(model.Send); ok {
		to = fmt.Sprint(" to ", e.To)
	}
	switch m := message.(type) {
	case dkg.Deal[uint8]:
		return fmt.Sprint("deal ", m.Commitment) + to
	case dkg.Share[uint8]:
		return "share " + pair(m) + to
	case dkg.Complaint:
		return fmt.Sprint("complaint ", m.Against) + to
	case dkg.Justification[uint8]:
		return list("answer", m.Answers) + to
	case dkg.Exposure[uint8]:
		return fmt.Sprint("exposure ", m.Commitment) + to
	case dkg.Accusation[uint8]:
		return list("accusation", m.Shares) + to
	case dkg.Reveal[uint8]:
		return list("reveal", m.Shares) + to
	}
	return fmt.Sprintf("%T", message) + to
}

// What node 2 says by each field of its script, from the run of testdata/good.script: the tests of the result are worth
// as much as the adversary that they are run against.
func TestACorruptNodeSaysWhatItsScriptSays(t *testing.T) {
	all := dkg.KindsOf(dkg.Shares, dkg.Deals, dkg.Complaints, dkg.Justifications, dkg.Exposures, dkg.Accusations,
		dkg.Reveals)
	type ways = []dkg.Way
	cheated := dkg.Script{Share: ways{dkg.Right, dkg.Right, dkg.Wrong}} // by its share of node 2
	exposed := dkg.Script{Expose: dkg.Wrong}
	const dealt, shown = "dealing: deal [5 4], share [5 10] to 0, share [7 2] to 1", "exposing: exposure [3 2]"
	for _, c := range []struct {
		name string
		one  dkg.Script // of node 1
		two  dkg.Script
		want []string
	}{
		{"honest", dkg.Script{}, dkg.Script{},
			[]string{dealt, shown}},
		{"deal missing", dkg.Script{}, dkg.Script{Commit: dkg.Missing},
			[]string{"dealing: share [5 10] to 0, share [7 2] to 1", shown}},
		{"deal wrong", dkg.Script{}, dkg.Script{Commit: dkg.Wrong},
			[]string{"dealing: deal [6 4], share [5 10] to 0, share [7 2] to 1"}},
		{"deal twice", dkg.Script{}, dkg.Script{Commit: dkg.Twice},
			[]string{"dealing: deal [5 4], deal [6 4], share [5 10] to 0, share [7 2] to 1", shown}},
		{"deal short", dkg.Script{}, dkg.Script{Commit: dkg.Short},
			[]string{"dealing: deal [5], share [5 10] to 0, share [7 2] to 1", shown}},
		{"deal long", dkg.Script{}, dkg.Script{Commit: dkg.Long},
			[]string{"dealing: deal [5 4 1], share [5 10] to 0, share [7 2] to 1", shown}},
		{"deal sly", dkg.Script{}, dkg.Script{Commit: dkg.Sly},
			[]string{"dealing: deal [4 5], share [5 10] to 0, share [7 2] to 1", "justifying: answer 1[7 2]", shown}},
		{"share wrong", dkg.Script{}, dkg.Script{Share: ways{dkg.Wrong}},
			[]string{"dealing: deal [5 4], share [6 10] to 0, share [7 2] to 1", "justifying: answer 0[5 10]", shown}},
		{"share blinded, answer right", dkg.Script{}, dkg.Script{Share: ways{dkg.Right, dkg.Blinded}},
			[]string{"dealing: deal [5 4], share [5 10] to 0, share [7 3] to 1", "justifying: answer 1[7 2]", shown}},
		{"share missing, answer blinded", dkg.Script{}, dkg.Script{Share: ways{dkg.Missing}, Answer: ways{dkg.Blinded}},
			[]string{"dealing: deal [5 4], share [7 2] to 1", "justifying: answer 0[5 11]", shown}},
		{"share twice, answer twice", dkg.Script{}, dkg.Script{Share: ways{dkg.Twice}, Answer: ways{dkg.Twice}},
			[]string{"dealing: deal [5 4], share [5 10] to 0, share [6 10] to 0, share [7 2] to 1",
				"justifying: answer 0[5 10], answer 0[6 10]", shown}},
		{"all shares wrong: too many complaints", dkg.Script{}, dkg.Script{Share: ways{dkg.Wrong, dkg.Wrong}},
			[]string{"dealing: deal [5 4], share [6 10] to 0, share [8 2] to 1"}},
		{"all shares wrong, answers all", dkg.Script{}, dkg.Script{Share: ways{dkg.Wrong, dkg.Wrong}, Unasked: true},
			[]string{"dealing: deal [5 4], share [6 10] to 0, share [8 2] to 1", "justifying: answer 0[5 10] " +
				"1[7 2]"}},
		{"answers unasked", dkg.Script{}, dkg.Script{Unasked: true, Answer: ways{dkg.Missing, dkg.Wrong}},
			[]string{dealt, "justifying: answer 1[8 2]", shown}},
		{"accuses", dkg.Script{}, dkg.Script{Accuse: set(0)},
			[]string{dealt, "complaining: complaint {0}", shown}},
		{"rests", cheated, dkg.Script{Resting: true},
			[]string{dealt, shown}},
		{"does not rest", cheated, dkg.Script{Accuse: set(0)},
			[]string{dealt, "complaining: complaint {0 1}", shown}},
		{"rests and accuses", cheated, dkg.Script{Resting: true, Accuse: set(0)},
			[]string{dealt, "complaining: complaint {0}", shown}},
		{"exposure missing", dkg.Script{}, dkg.Script{Expose: dkg.Missing},
			[]string{dealt, "reconstructing: reveal 2[9 7]"}},
		{"exposure twice", dkg.Script{}, dkg.Script{Expose: dkg.Twice, Reveal: dkg.Twice},
			[]string{dealt, "exposing: exposure [3 2], exposure [4 2]", "reconstructing: reveal 2[9 7], reveal " +
				"2[10 7]"}},
		{"exposure wrong, reveal wrong", dkg.Script{}, dkg.Script{Expose: dkg.Wrong, Reveal: dkg.Wrong},
			[]string{dealt, "exposing: exposure [4 2]", "reconstructing: reveal 2[10 7]"}},
		{"accusation of a false exposure", exposed, dkg.Script{},
			[]string{dealt, shown, "accusing: accusation 1[8 4]", "reconstructing: reveal 1[8 4]"}},
		{"spares", exposed, dkg.Script{Spare: true},
			[]string{dealt, shown, "reconstructing: reveal 1[8 4]"}},
		{"blames and betrays", dkg.Script{}, dkg.Script{Blame: set(0), Betray: set(1)},
			[]string{dealt, shown, "accusing: accusation 0[8 1] 1[8 4]"}},
		{"bare", dkg.Script{}, dkg.Script{Bare: set(0)},
			[]string{dealt, shown, "reconstructing: reveal 0[7 1]"}},
		{"reveal missing", exposed, dkg.Script{Reveal: dkg.Missing},
			[]string{dealt, shown, "accusing: accusation 1[8 4]"}},
		{"reveal blinded", exposed, dkg.Script{Reveal: dkg.Blinded},
			[]string{dealt, shown, "accusing: accusation 1[8 4]", "reconstructing: reveal 1[8 5]"}},
		{"stray", dkg.Script{}, dkg.Script{Stray: true, Unasked: true, Betray: set(0), Bare: set(1)},
			[]string{dealt, "justifying: answer 0[5 10] 1[7 2] 0[6 10] 3[6 10]", shown, "accusing: accusation " +
				"0[7 1] 0[8 1] 3[8 1]", "reconstructing: reveal 1[8 4] 1[9 4] 3[9 4]"}},
		{"doubled", dkg.Script{}, dkg.Script{Doubled: all, Unasked: true, Betray: set(0), Bare: set(1),
			Accuse: set(0)},
			[]string{"dealing: deal [5 4], deal [], share [5 10] to 0, share [7 2] to 1", "complaining: " +
				"complaint {0}, complaint {}", "justifying: answer 0[5 10] 1[7 2], answer", "exposing: exposure " +
				"[3 2], exposure []", "accusing: accusation 0[7 1], accusation", "reconstructing: reveal " +
				"2[9 7] 1[8 4], reveal"}},
		{"late", dkg.Script{}, dkg.Script{Late: all, Accuse: set(0)},
			[]string{"complaining: deal [5 4], share [5 10] to 0, share [7 2] to 1", "accusing: exposure [3 2]"}},
		{"late answers", exposed, dkg.Script{Share: ways{dkg.Wrong},
			Late: dkg.KindsOf(dkg.Justifications, dkg.Accusations, dkg.Reveals)},
			[]string{"dealing: deal [5 4], share [6 10] to 0, share [7 2] to 1", "exposing: exposure [3 2], " +
				"answer 0[5 10]", "reconstructing: accusation 1[8 4]"}},
		{"until exposing", dkg.Script{}, dkg.Script{Until: dkg.Exposing},
			[]string{dealt}},
		{"heard by 0", dkg.Script{}, dkg.Script{Hear: set(0), Commit: dkg.Twice},
			[]string{"dealing: deal [5 4] to 0, deal [6 4] to 1, deal [6 4] to 2, share [5 10] to 0, share [7 " +
				"2] to 1", "justifying: answer 1[7 2] to 0", "exposing: exposure [3 2] to 0"}},
	} {
		scripts := map[model.NodeID]dkg.Script{1: c.one, 2: c.two}
		if got, want := observed(t, 2, scripts), strings.Join(c.want, "\n"); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, want)
		}
	}
}

// A node without a script is honest among corrupt ones: it answers whom it is asked to.
func TestANodeWithoutAScriptIsHonest(t *testing.T) {
	want := strings.Join([]string{"dealing: deal [3 11], share [5 11] to 1, share [7 1] to 2",
		"justifying: answer 2[7 1]", "exposing: exposure [1 2]"}, "\n")
	if got := observed(t, 0, map[model.NodeID]dkg.Script{2: {Accuse: set(0)}}); got != want {
		t.Errorf("says\n%s\nwant\n%s", got, want)
	}
}
