package sim

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quesera/model"
)

// scheduled are the moves of a schedule.
func scheduled(t *testing.T, text string) []Move {
	t.Helper()
	moves, err := ParseSchedule(text)
	if err != nil {
		t.Fatal(err)
	}
	return moves
}

// Each number of a word has its bound, the greatest of which is read.
func TestNumbersOfAScheduleHaveBounds(t *testing.T) {
	receivers := strings.TrimSuffix(strings.Repeat("7.", model.MaxNodes), ".")
	for word, good := range map[string]bool{
		"0=1@4294967295": true, "0=1@4294967296": false, "0=18446744073709551615@0": true, "0=18446744073709551616@0": false,
		"t0/4294967295": true, "t0/4294967296": false, "0>1:255@4294967295": true, "0>1:256@0": false,
		"0>1:0@4294967296":   false,
		"0>1:0@0#2147483647": true, "0>1:0@0#2147483648": false, "s1023": true, "s1024": false, "x65535": false,
		"x65536":        false,
		"1023>1022:0@0": true, "1024>0:0@0": false, "0>1024:0@0": false, "p1023": true, "p1024": false, "r1024": false,
		"0>" + receivers + ":0@0": true, "0>" + receivers + ".7:0@0": false, receivers + ">0:0@0": true,
		receivers + ".7>0:0@0": false, "0.1>2.3:0@0": false, "0.1>2:0@0": true, "0>2.3:0@0": true,
	} {
		if _, err := ParseSchedule(word); (err == nil) != good {
			t.Errorf("%.40s: %v, want read %v", word, err, good)
		}
	}
	whole := strings.Repeat("0>"+receivers+":0@0 ", 1024)
	if moves, err := ParseSchedule(whole); err != nil || len(moves) != 1<<20 {
		t.Errorf("%d moves: %v", len(moves), err)
	}
	if _, err := ParseSchedule(whole + "h"); err == nil || !strings.Contains(err.Error(), "more than 1048576 moves") {
		t.Errorf("one more: %v", err)
	}
}

// Each word is the move that it says, with each of its numbers in its place.
func TestAWordIsAMove(t *testing.T) {
	label := model.Label{Kind: 2, Step: 5}
	for word, want := range map[string]Move{
		"7>1:2@5": {From: 7, Node: 1, Label: label}, "7>1:2@5#3": {From: 7, Node: 1, Label: label, Nth: 3},
		"7>1:2@5+":   {Kind: ArriveAndStay, From: 7, Node: 1, Label: label},
		"7>1:2@5#1!": {Kind: Lose, From: 7, Node: 1, Label: label, Nth: 1},
		"3=17@5":     {Kind: ShowCoin, Node: 3, Value: 17, Label: model.Label{Step: 5}},
		"t3/2":       {Kind: Fire, Node: 3, Phase: 2},
		"e":          {Kind: EndPhase}, "s3": {Kind: Suspect, Node: 3}, "s": {Kind: Silence}, "x3": {Kind: Crash, Node: 3},
		"r3": {Kind: Restart, Node: 3}, "p0.2": {Kind: Split, Side: model.Only(0).With(2)}, "p": {Kind: Split},
		"h": {Kind: Heal},
	} {
		if got := scheduled(t, word); len(got) != 1 || got[0] != want || want.String() != word || Schedule(got) != word {
			t.Errorf("%s: %+v, written %s", word, got, Schedule(got))
		}
	}
}

// A word stands for at most as many moves as there can be nodes.
func TestAWordStandsForSoManyMovesAtMost(t *testing.T) {
	moves := []Move{{From: 0, Node: 1}}
	for range model.MaxNodes + 5 {
		moves = append(moves, Move{From: 0, Node: 2})
	}
	groups := Gather(moves)
	if len(groups[0]) != model.MaxNodes || len(slices.Concat(groups...)) != len(moves) {
		t.Errorf("the first word stands for %d moves", len(groups[0]))
	}
}

// What is left out of a schedule is what is about a node, or what comes before a step; what some nodes can tell each
// other comes in stages, and what comes before all stages comes first.
func TestSchedulesAreMadeShorter(t *testing.T) {
	about := scheduled(t, "1>2:0@0 0>1:0@0+ 1>0:0@0! 1=3@0 t1/2 s1 x1 r1 p1 h e s")
	for k, m := range about {
		if got, want := m.about(1), k < 8; got != want {
			t.Errorf("%v is about node 1: %v", m, got)
		}
		if m.about(3) || m.about(2) != (k == 0) {
			t.Errorf("%v is about another node", m)
		}
	}
	if got := Schedule(without(scheduled(t, "0>1:0@2 0=4@3 0>1:0@3! e t1/1"), 3)); got != "0=4@0 0>1:0@0! e t1/1" {
		t.Errorf("without three steps: %s", got)
	}
	for c, want := range map[[2]string]string{
		{"h 0>1:1@1 0=5@1 x2 1>0:0@1", "11"}: "h 0=5@1 x2 0>1:0@1 1>0:0@1 0>1:1@1 1>0:1@1",
		{"0>1:0@0 2>0:0@0 1>0:0@0!", "101"}:  "0>2:0@0 2>0:0@0 0>1:0@0 1>0:0@0!",
		{"h 0=5@0 0>1:0@0", "11"}:            "h 0=5@0 0>1:0@0 1>0:0@0",
		{"0>7:0@0", "10000001"}:              "0>7:0@0 7>0:0@0",
		{"0>1:0@0", "110"}:                   "1>2:0@0 2>1:0@0 0>1:0@0",
		{"0>1:0@4 0>1:0@3", "11"}:            "0>1:0@3 1>0:0@3 0>1:0@4 1>0:0@4",
	} {
		some := uint64(0)
		for k, bit := range []byte(c[1]) {
			some |= uint64(bit-'0') << (len(c[1]) - 1 - k)
		}
		if got, want := Schedule(among(scheduled(t, c[0]), some)), Schedule(scheduled(t, want)); got != want {
			t.Errorf("%s among %s: %s, want %s", c[0], c[1], got, want)
		}
	}
	var got []uint64
	for some := range subsets(2) {
		got = append(got, some)
	}
	if !slices.Equal(got, []uint64{3, 5, 6}) {
		t.Errorf("subsets %b", got)
	}
	asked := 0
	for range subsets(7) {
		if asked++; asked == 3 {
			break
		}
	}
	for stop := 1; stop < 12; stop++ {
		asked := 0
		for range Shorter(scheduled(t, "0=1@3 0>2:0@3")) {
			if asked++; asked == stop {
				break
			}
		}
		if want := min(stop, 3+3+3); asked != want {
			t.Errorf("%d proposals, want %d", asked, want)
		}
	}
}

// A schedule is made simpler by smaller coins and by fewer words; one that cannot be is not proposed, nor is the same.
func TestSchedulesAreMadeSimpler(t *testing.T) {
	for text, want := range map[string][]string{
		"0=0@0 0>1:0@0": nil, "0=1@0": {"0=0@0", "0=0@0"}, "0=1@0 1=0@0": {"0=0@0 1=0@0"}, "": nil,
		"0=5@0 1=9@0": {"0=0@0 1=1@0", "0=0@0 1=9@0", "0=5@0 1=0@0"},
	} {
		var got []string
		for m := range Simpler(scheduled(t, text)) {
			got = append(got, Schedule(m))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"2>0:0@1 0>1:0@0 3>1:0@0": "0.3>1:0@0 2>0:0@1", "2>3:0@0 0>3:1@0 1>3:1@0": "2>3:0@0 0.1>3:1@0",
		"1>0:0@0 h 0>1:0@0 0=3@0": "1>0:0@0 h 0=3@0 0>1:0@0", "h": "h", "e 1>0:0@1 0>1:0@0": "e 0>1:0@0 1>0:0@1",
		"0>1:0@0 1>2:0@0 0>2:0@0": "0>1.2:0@0 1>2:0@0", "1>2:0@0 0>1:0@0 0>2:0@0 3>2:0@0": "0>1.2:0@0 1.3>2:0@0",
	} {
		before := scheduled(t, text)
		if got := Schedule(staged(before)); got != Schedule(scheduled(t, want)) ||
			Schedule(before) != Schedule(scheduled(t, text)) {
			t.Errorf("%s in stages: %s, want %s", text, got, want)
		}
	}
	list := scheduled(t, "s0 s1 s2 s3")
	for c, want := range map[[2]int]string{{0, 2}: "s1 s0 s2 s3", {3, 1}: "s0 s1 s3 s2", {0, 1}: "s0 s1 s2 s3",
		{2, 0}: "s0 s2 s1 s3", {1, 3}: "s0 s2 s1 s3"} {
		if got := Schedule(moved(list, c[0], c[1])); got != want {
			t.Errorf("move %d next to move %d: %s, want %s", c[0], c[1], got, want)
		}
	}
	if got := Schedule(ranked(scheduled(t, "0=7@0 s 1=9@0 2=7@0 3=3@1"))); got != "0=1@0 s 1=2@0 2=1@0 3=0@1" {
		t.Errorf("ranks: %s", got)
	}
	for text, want := range map[string]int{"": 0, "s": 1 << 16, "s 0=0@0": 2 << 16, "0=1@0": 1<<16 + 1,
		"0=255@0 1=256@0": 2<<16 + 8 + 9, "0>1:0@0 0>2:0@0": 1 << 16} {
		if got := Weight(scheduled(t, text)); got != want {
			t.Errorf("%s weighs %d, want %d", text, got, want)
		}
	}
	many := scheduled(t, "0=9@0 1=8@0 0>1:0@0 s 0>2:0@0")
	all := 0
	for range Simpler(many) {
		all++
	}
	for stop := 1; stop <= all; stop++ {
		asked := 0
		for range Simpler(many) {
			if asked++; asked == stop {
				break
			}
		}
		if asked != stop {
			t.Errorf("stopped after %d proposals of %d, at %d", asked, all, stop)
		}
	}
}

// A choice is made 0, or half of what it is; choices weigh as many bits as they have.
func TestChoicesAreMadeLower(t *testing.T) {
	var got []string
	for list := range lower([]int{0, 5, 1, 2}) {
		got = append(got, fmt.Sprint(list))
	}
	want := []string{"[0 0 1 2]", "[0 2 1 2]", "[0 5 0 2]", "[0 5 0 2]", "[0 5 1 0]", "[0 5 1 1]"}
	if !slices.Equal(got, want) || weightOf([]int{0, 1, 2, 255, 256}) != 0+1+2+8+9 {
		t.Errorf("%q, want %q", got, want)
	}
	for range lower([]int{5, 5}) {
		break
	}
}

// A lenient chooser makes what does not fit fit, chooses 0 after the end of its list, and tells what it took and the
// input of a fuzzer that leads there.
func TestALenientChooserMakesChoicesFit(t *testing.T) {
	l := &lenient{list: []int{7, 300, 2}}
	got := []int{l.Choose(5), l.Choose(1000), l.Choose(2), l.Choose(70_000), l.Choose(9)}
	if want := []int{2, 300, 0, 0, 0}; !slices.Equal(got, want) || !slices.Equal(l.taken(), []int{2, 300}) {
		t.Errorf("%v, taken %v, want %v", got, l.taken(), want)
	}
	if want := []byte{2, 1, 44, 0, 0, 0, 0, 0, 0}; !slices.Equal(l.octets, want) {
		t.Errorf("octets %v, want %v", l.octets, want)
	}
	if zeros := (&lenient{made: []int{0, 0}}).taken(); len(zeros) != 0 {
		t.Errorf("taken %v", zeros)
	}
	if one := (&lenient{made: []int{1}}).taken(); !slices.Equal(one, []int{1}) {
		t.Errorf("taken %v", one)
	}
}

// A failure is told as it came last in a run of the shortest input, or else as it came last.
func TestTheLastFailureIsTold(t *testing.T) {
	for _, c := range []struct{ fails, last int }{{1, 1}, {2, 2}, {1 << 20, 0}} {
		runs := 0
		err := ShrinkInput(t.Context(), []byte{1}, func(ch Chooser) error {
			ch.Choose(2)
			if runs++; runs <= c.fails {
				return fmt.Errorf("run %d", runs)
			}
			return nil
		})
		want := c.last
		if want == 0 {
			want = runs
		}
		if err == nil || !strings.HasPrefix(err.Error(), fmt.Sprintf("run %d\n", want)) {
			t.Errorf("%d runs fail, of %d: %v, want that of run %d", c.fails, runs, err, want)
		}
	}
	bad := errors.New("bad")
	err := ShrinkInput(t.Context(), []byte{9, 9}, func(ch Chooser) error {
		if ch.Choose(10)+ch.Choose(10) > 8 {
			return bad
		}
		return nil
	})
	if !errors.Is(err, bad) || !strings.Contains(err.Error(), "choices of 2, found in ") {
		t.Errorf("%v", err)
	}
}
