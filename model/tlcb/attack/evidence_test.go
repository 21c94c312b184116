package attack

import (
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/tlcb"
)

// What correct nodes know in the end is judged by what it should be. Method: a run in which a corrupt node is exposed,
// judged as it is; by a stranger of another group; where one node knows nothing; and where the node that is
// exposed is said to be correct.
func TestEvidenceThatIsWrongIsSeen(t *testing.T) {
	turnBack, _ := Find("turn-back")
	c := of(4, 3, 1, 1)
	o := play(t, turnBack, c, 1)
	judge := func(s Stage, state func(model.NodeID) *tlcb.State, group *tlcb.Group) (int, string) {
		stranger, err := tlcb.New(c, group, tlcb.Words{})
		if err != nil {
			t.Fatal(err)
		}
		pieces, err := s.Evidence(state, stranger)
		if err == nil {
			return pieces, ""
		}
		return pieces, err.Error()
	}
	if pieces, says := judge(o.stage, o.world.State, o.stage.Group); pieces != 3 || says != "" {
		t.Errorf("%d pieces, %s, want one of each correct node", pieces, says)
	}
	fresh, _ := o.stage.Machine.Start(2)
	unaware := func(i model.NodeID) *tlcb.State {
		if i == 2 {
			return &fresh
		}
		return o.world.State(i)
	}
	other := tlcb.IdealGroup("other", 2, c.Nodes)
	framed := o.stage
	framed.Corrupt = model.NodeSet{}
	for want, got := range map[string]func() (int, string){
		"LOG-O1": func() (int, string) { return judge(framed, o.world.State, framed.Group) },
		"LOG-O2": func() (int, string) { return judge(o.stage, unaware, o.stage.Group) },
		"LOG-O3": func() (int, string) { return judge(o.stage, o.world.State, other) },
	} {
		if _, says := got(); !strings.HasPrefix(says, want) {
			t.Errorf("%q, want %s", says, want)
		}
	}
}
