package explore_test

import (
	"fmt"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/tlc"
)

// odd is a state with a leaf of each kind, in arrays by node and not.
type odd struct {
	Step  uint8 `max:"3"`
	Ended bool
	Who   [2]spec.NodeID                              `len:"2"`
	Sets  [3][spec.MaxNodes]struct{ In spec.NodeSet } `len:"Steps,Nodes"`
}

type oddConfig struct{ Nodes, Steps uint8 }

// Every number of a state is named by its fields and entries, and read as it is.
func TestLeavesAreTheNumbersOfAState(t *testing.T) {
	shape, err := explore.ShapeOf(&spec.Spec[odd]{Config: oddConfig{Nodes: 3, Steps: 2}})
	if err != nil {
		t.Fatal(err)
	}
	s := odd{Step: 2, Ended: true, Who: [2]spec.NodeID{1, 2}}
	s.Sets[1][2].In = spec.Only(0).With(2)
	s.Sets[0][1].In = spec.Only(1)
	got := ""
	for i, v := range shape.Read(&s) {
		l := shape.Leaves[i]
		got += fmt.Sprintf("%s%v%v=%s ", l.Field, l.Index, l.ByNode, l.Kind.Format(v))
	}
	want := "Step[][]=2 Ended[][]=1 Who[0][false]=1 Who[1][false]=2 " +
		"Sets.In[0 0][false true]={} Sets.In[0 1][false true]={1} Sets.In[0 2][false true]={} " +
		"Sets.In[1 0][false true]={} Sets.In[1 1][false true]={} Sets.In[1 2][false true]={0 2} "
	if got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	leaves := shape.Leaves
	if shape.Nodes != 3 || leaves[0].Kind != spec.IsNumber || leaves[2].Kind != spec.IsNode ||
		leaves[4].Kind != spec.IsSet {
		t.Errorf("%+v", shape)
	}
	if _, err := explore.ShapeOf(&spec.Spec[odd]{Config: tlc.Config{}}); err == nil {
		t.Error("a Config without the lengths is no error")
	}
}
