package trace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	tf "quesera/internal/traceformat"
	"quesera/model"
	accountable "quesera/model/log"
	"quesera/model/qsc4"
	layered "quesera/model/qsc4/simulate"
	"quesera/model/sim/play"
	"quesera/model/tlcb"
	"quesera/model/tlcb/attack"
	"quesera/model/tlcb/simulate"
	"quesera/spec"
)

// recorded is the trace of a run of a group with Ed25519 signatures, and what node 0 knows of the corrupt nodes.
func recorded(t testing.TB, protocol, args string) (text []byte, exposed []int) {
	t.Helper()
	f := play.NewFlags(protocol)
	build := simulate.Define(f)
	if protocol == "qsc4" {
		f = play.NewFlags(protocol)
		build = layered.Define(f)
	}
	if err := f.Set().Parse(strings.Fields(args + " --signatures ed25519")); err != nil {
		t.Fatal(err)
	}
	s, err := f.Build(build)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	o, err := play.Play(t.Context(), f, s, play.Tracing{To: &out})
	if err != nil || o.Message() != "" {
		t.Fatalf("%s %s: %v, %v", protocol, args, err, o)
	}
	var printed bytes.Buffer
	if err := o.PrintJSON(&printed); err != nil {
		t.Fatal(err)
	}
	var summary struct{ Exposed []int }
	if err := json.Unmarshal(printed.Bytes(), &summary); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), summary.Exposed
}

// blamedIn lists the nodes that are to blame.
func blamedIn(r Result) (list []int) {
	for _, b := range r.Blamed {
		list = append(list, b.Node)
	}
	slices.Sort(list)
	return list
}

// convincing tells whether evidence that was found in a trace convinces whoever has seen nothing.
func convincing(t *testing.T, b Blamed, v tlcb.Variant) {
	t.Helper()
	p, ok := b.Export.(tlcb.Portable)
	if !ok {
		t.Fatalf("evidence against node %d = %T, want a file's", b.Node, b.Export)
	}
	if proved, err := p.Judge(v); err != nil || int(proved.Against) != b.Node || proved.Kind.String() != b.Fault {
		t.Errorf("evidence against node %d: proves %v against node %d (%v), want %s", b.Node, proved.Kind, proved.Against,
			err, b.Fault)
	}
}

// Of a run under any attack the trace shows whom the nodes themselves exposed, no correct node, and evidence that
// convinces by itself (LOG-O1 to LOG-O3). Method: each attack on the clock and on QSC4, with Ed25519 and real sharing.
func TestTracesOfAttacksSayWhoIsToBlame(t *testing.T) {
	kinds := map[string]int{}
	look := func(protocol, args, name string, v tlcb.Variant) {
		text, exposed := recorded(t, protocol, fmt.Sprintf("-n 4 -t 3 --corrupt 1 --attack %s %s", name, args))
		r := Judge(bytes.NewReader(text), Options{})
		if got := blamedIn(r); !slices.Equal(got, exposed) || len(exposed) > 1 || len(exposed) == 1 && exposed[0] != 3 {
			t.Errorf("%s: %v are to blame, the nodes expose %v", name, got, exposed)
		}
		want := spec.Holds
		if len(exposed) > 0 {
			want = spec.Violated
		}
		if r.Verdict != want || want == spec.Violated && r.Breach.Rule.ID != ruleFault {
			t.Errorf("%s: %v, %s, want %v", name, r.Verdict, r.Breach, want)
		}
		for _, b := range r.Blamed {
			convincing(t, b, v)
			if kinds[b.Fault+b.Rule]++; !slices.Equal(b.KnownTo, []int{0, 1, 2}) {
				t.Errorf("%s: known to %v, want all correct nodes", name, b.KnownTo)
			}
		}
	}
	for _, a := range attack.All() {
		if a.Name != "flood" { // its trace is long, and has nobody to blame
			look("tlcb", "--rounds 3", a.Name, tlcb.Clock())
		}
	}
	for _, name := range []string{"unfair", "bad-share", "lie"} {
		look("qsc4", "--rounds 1 --sharing schoenmakers", name, qsc4.Variant())
	}
	look("qsc4", "--rounds 1 --sharing pairing", "bad-deal", qsc4.Variant())
	for _, want := range []string{"equivocation", "invalid actionLOG-R6", "invalid actionTLCB-R3", "invalid actionQSC4-R2",
		"invalid actionQSC4-R3", "invalid actionQSC4-R4", "invalid actionQSC4-R5"} {
		if kinds[want] == 0 {
			t.Errorf("nobody is to blame for %s: %v", want, kinds)
		}
	}
}

// signedRun is a trace with one node to blame, as events.
func signedRun(t testing.TB, protocol, args string) (h tf.Header, events []tf.SignedEvent) {
	t.Helper()
	text, _ := recorded(t, protocol, args)
	form := simulate.TraceFormat(tlcb.Clock())
	if protocol == "qsc4" {
		form = simulate.TraceFormat(qsc4.Variant())
	}
	d, err := tf.NewDecoder(bytes.NewReader(text), form)
	if err != nil {
		t.Fatal(err)
	}
	for {
		var e tf.SignedEvent
		if err := d.NextSigned(&e); err != nil {
			break
		}
		events = append(events, e)
	}
	if got := written(t, d.Header(), events); !bytes.Equal(got, text) {
		t.Fatal("the trace is not what its events are written as")
	}
	return d.Header(), events
}

// written is the text of a trace.
func written(t testing.TB, h tf.Header, events []tf.SignedEvent) []byte {
	t.Helper()
	return encodeWith(t, h, events, (*tf.Encoder).EncodeSigned)
}

// at is the first event from which on a condition holds.
func at(t testing.TB, events []tf.SignedEvent, is func(tf.SignedEvent) bool) int {
	t.Helper()
	k := slices.IndexFunc(events, is)
	if k < 0 {
		t.Fatal("no such event")
	}
	return k
}

type lines = []tf.SignedEvent

// logMutations change the trace of a run in which nobody is to blame. Node is whose line is refused then.
var logMutations = []struct {
	name, rule string
	node       int
	change     func(t *testing.T, h *tf.Header, events lines) lines
}{
	{"a signature of another", ruleSignature, 1, func(t *testing.T, _ *tf.Header, ev lines) lines {
		e := ev[at(t, ev, func(e tf.SignedEvent) bool { return e.Kind == tf.Write && e.Node == 0 })]
		e.Node, e.Kind, e.Signature = 1, tf.Take, slices.Clone(e.Signature)
		e.Signature[7] ^= 1
		return append([]tf.SignedEvent{e}, ev...)
	}},
	{"another group", ruleSignature, 0, func(_ *testing.T, h *tf.Header, ev lines) lines {
		h.Signed.Name += " of yesterday"
		return slices.DeleteFunc(ev, func(e tf.SignedEvent) bool { return e.Node != 0 })
	}},
	{"an entry of another's log", ruleLog, 2, func(t *testing.T, _ *tf.Header, ev lines) lines {
		k := at(t, ev, func(e tf.SignedEvent) bool { return e.Kind == tf.Write && e.Node == 1 })
		ev[k].Node = 2
		return ev
	}},
	{"an entry left out", ruleLog, 1, func(t *testing.T, _ *tf.Header, ev lines) lines {
		k := at(t, ev, func(e tf.SignedEvent) bool { return e.Kind == tf.Write && e.Node == 1 })
		return slices.Delete(ev, k, k+1)
	}},
	{"a later entry left out", ruleLog, 1, func(t *testing.T, _ *tf.Header, ev lines) lines {
		k := at(t, ev, func(e tf.SignedEvent) bool { return e.Kind == tf.Write && e.Node == 1 })
		m := k + 1 + at(t, ev[k+1:], func(e tf.SignedEvent) bool { return e.Kind == tf.Write && e.Node == 1 })
		return slices.Delete(ev, m, m+1)
	}},
	{"what is covered was not received", ruleLog, 0, func(t *testing.T, _ *tf.Header, ev lines) lines {
		return slices.DeleteFunc(ev, func(e tf.SignedEvent) bool {
			return e.Kind == tf.Take && e.Node == 0 && e.Entry == nil
		})
	}},
	{"blame for one entry twice", ruleBlame, 2, func(t *testing.T, _ *tf.Header, ev lines) lines {
		return append(ev, accusation(t, ev, 2, 0))
	}},
	{"blame for a right entry", ruleBlame, 2, func(t *testing.T, _ *tf.Header, ev lines) lines {
		e := accusation(t, ev, 2, 0)
		e.Fault, e.Second = int(accountable.Invalid-accountable.Equivocation), tf.Hash{}
		return append(ev, e)
	}},
	{"blame of another than the author", ruleBlame, 2, func(t *testing.T, _ *tf.Header, ev lines) lines {
		e := accusation(t, ev, 2, 0)
		e.Against = 1
		return append(ev, e)
	}},
	{"another choice", ruleDecision, 1, func(t *testing.T, _ *tf.Header, ev lines) lines {
		ev[decisionOf(t, ev, 1)].Choice[3] ^= 1
		return ev
	}},
	{"no choice", ruleDecision, 1, func(t *testing.T, _ *tf.Header, ev lines) lines {
		ev[decisionOf(t, ev, 1)].Chosen = false
		return ev
	}},
	{"another commit", ruleDecision, 1, func(t *testing.T, _ *tf.Header, ev lines) lines {
		k := decisionOf(t, ev, 1)
		ev[k].Committed = !ev[k].Committed
		return ev
	}},
	{"another round", ruleDecision, 1, func(t *testing.T, _ *tf.Header, ev lines) lines {
		ev[decisionOf(t, ev, 1)].Round++
		return ev
	}},
	{"a decision twice", ruleDecision, 1, func(t *testing.T, _ *tf.Header, ev lines) lines {
		return append(ev, ev[decisionOf(t, ev, 1)])
	}},
	{"a decision of who wrote nothing", ruleDecision, 3, func(t *testing.T, _ *tf.Header, ev lines) lines {
		e := ev[decisionOf(t, ev, 1)]
		e.Node = 3
		return append([]tf.SignedEvent{e}, ev...)
	}},
}

// accusation is a line in which a node blames another for an entry, as if it were two.
func accusation(t testing.TB, ev []tf.SignedEvent, by, against tf.Node) tf.SignedEvent {
	t.Helper()
	k := at(t, ev, func(e tf.SignedEvent) bool { return e.Kind == tf.Take && e.Entry == nil && e.Node == by })
	for _, e := range ev[k:] {
		if e.Kind == tf.Take && e.Entry == nil && authorOf(t, ev, e.Hash) == int(against) {
			return tf.SignedEvent{Node: by, Kind: tf.Blame, Against: against, First: e.Hash, Second: e.Hash}
		}
	}
	t.Fatal("no entry of that node")
	return tf.SignedEvent{}
}

// authorOf is the author of the entry of QSC4 with a hash.
func authorOf(t testing.TB, ev []tf.SignedEvent, hash tf.Hash) int {
	t.Helper()
	for _, e := range ev {
		if e.Entry == nil {
			continue
		}
		if entry := decoded(t, "qsc4", &qsc4.Layer{}, e.Entry); tf.Hash(entry.Hash()) == hash {
			return int(entry.Node)
		}
	}
	return -1
}

// decoded is the entry that octets are of.
func decoded(t testing.TB, protocol string, layer tlcb.Layer, octets []byte) *accountable.Entry {
	t.Helper()
	signatures, _ := accountable.NewIdeal(1, 4)
	g := accountable.Group{ID: protocol + " simulation", Nodes: 4, Signatures: signatures}
	entry, err := g.Decode(octets, tlcb.Decode(layer))
	if err != nil {
		t.Fatal(err)
	}
	return entry
}

// decisionOf is where a node's first decision stands.
func decisionOf(t testing.TB, ev []tf.SignedEvent, node tf.Node) int {
	t.Helper()
	return at(t, ev, func(e tf.SignedEvent) bool { return e.Kind == tf.Conclude && e.Node == node })
}

const quietRun = "-n 4 -t 3 --rounds 1 --sharing schoenmakers"

// Each rule of accountable logs refuses the lines that break it, at the node whose line it is, and blames nobody:
// nobody is to blame with evidence because a file was written that way (LOG-O1).
func TestWhatNoNodeRecordsIsRefused(t *testing.T) {
	header, events := signedRun(t, "qsc4", quietRun)
	if r := Judge(bytes.NewReader(written(t, header, events)), Options{}); r.Verdict != spec.Holds ||
		r.Stats.Decisions != 4 || r.Stats.Steps < 5 {
		t.Fatalf("the run as it is: %v %+v", r.Breach, r.Stats)
	}
	seen := map[string]bool{ruleFault: true, ruleSplit: true} // tests of their own
	for _, c := range logMutations {
		h := header
		changed := c.change(t, &h, slices.Clone(events))
		r := Judge(bytes.NewReader(written(t, h, changed)), Options{})
		if r.Verdict != spec.Violated || r.Breach.Rule.ID != c.rule || r.Breach.Node.ID != c.node || len(r.Blamed) > 0 {
			t.Errorf("%s: %v, %v, %d to blame, want %s of node %d", c.name, r.Verdict, r.Breach, len(r.Blamed), c.rule, c.node)
		}
		seen[c.rule] = true
	}
	for _, r := range LogRules {
		if !seen[r.ID] {
			t.Errorf("%s: no mutation", r.ID)
		}
	}
}

// Files that are no trace of a group are unusable, and what is missing makes them inconclusive.
func TestSignedTracesThatCannotBeJudged(t *testing.T) {
	header, events := signedRun(t, "qsc4", quietRun)
	text := written(t, header, events)
	for name, c := range map[string]struct {
		from, to, says string
		verdict        spec.Verdict
	}{
		"thresholds":        {`"faults":0`, `"faults":2`, "threshold", spec.Unusable},
		"keys":              {`"keys":"`, `"keys":"00 `, "keys", spec.Unusable},
		"no keys":           {`"keys":"`, `"x_keys":"`, `"keys" is missing`, spec.Unusable},
		"sharing":           {`"sharing":"schoenmakers"`, `"sharing":"none"`, "sharing", spec.Unusable},
		"sharing keys":      {`"sharing_keys":"`, `"sharing_keys":"00 `, "sharing key", spec.Unusable},
		"a member too many": {`"group":`, `"rounds":"sequential","group":`, `"rounds"`, spec.Unusable},
		"no such event":     {`"event":"write"`, `"event":"say"`, "say", spec.Unusable},
		"no octets":         {`"signature":"`, `"signature":"Z`, "hexadecimal", spec.Unusable},
		"no entry":          {`"entry":"00`, `"entry":"`, "", spec.Unusable},
		"a hash from nowhere": {`"event":"receive","hash":"`, `"event":"receive","hash":"00`, "octets, want 32",
			spec.Unusable},
		"a hash of nothing": {"}\n{", "}\n" + `{"node":1,"event":"receive","hash":"` + strings.Repeat("ab", 32) + "\"}\n{",
			"no earlier line", spec.Unusable},
		"blame for nothing": {"}\n{", "}\n" + `{"node":1,"event":"blame","against":0,"fault":"invalid action","first":"` +
			strings.Repeat("ab", 32) + "\"}\n{", "no earlier line", spec.Unusable},
		"a hole": {"}\n{", "}\n" + `{"node":1,"event":"hole"}` + "\n{", "hole in the lines of node 1", spec.Inconclusive},
	} {
		changed := bytes.Replace(text, []byte(c.from), []byte(c.to), 1)
		if r := Judge(bytes.NewReader(changed), Options{}); r.Verdict != c.verdict || len(r.Blamed) > 0 ||
			!strings.Contains(r.Breach.Message, c.says) || bytes.Equal(changed, text) {
			t.Errorf("%s: %v: %v, want %v with %q", name, r.Verdict, r.Breach, c.verdict, c.says)
		}
	}
	head := text[:bytes.IndexByte(text, '\n')+1]
	if r := Judge(bytes.NewReader(head), Options{}); r.Verdict != spec.Inconclusive || r.Breach.Rule.ID != ruleEmpty {
		t.Errorf("no lines: %v", r.Breach)
	}
	if r := Judge(bytes.NewReader(text[:len(text)-9]), Options{}); r.Verdict != spec.Unusable {
		t.Errorf("a line that is cut: %v", r.Breach)
	}
	if r := Judge(bytes.NewReader(text), Options{Memory: 8000}); r.Verdict != spec.Inconclusive ||
		r.Breach.Rule.ID != ruleLimit {
		t.Errorf("too little memory: %v", r.Breach)
	}
	unsafe := bytes.Replace(text, []byte(`"faults":0`), []byte(`"faults":2`), 1)
	if r := Judge(bytes.NewReader(unsafe), Options{Unsafe: true}); r.Breach.Rule.ID == tf.RuleThresholds {
		t.Errorf("thresholds that are not safe are refused with --unsafe: %v", r.Breach)
	}
}

// told is an Auditor that is told what entries conclude.
type told struct {
	accountable.Auditor
	concludes map[model.Digest]accountable.Conclusion
	broken    *accountable.Broken
	entry     *accountable.Entry // that is taken in
	waiting   map[model.NodeID]int
}

func (a told) Take([]byte, accountable.Signature) (*accountable.Entry, error) { return a.entry, nil }

func (a told) Replayed(d model.Digest) (accountable.Conclusion, *accountable.Broken, bool) {
	c, ok := a.concludes[d]
	return c, a.broken, ok
}

func (a told) Find(d model.Digest) *accountable.Entry {
	return &accountable.Entry{Node: model.NodeID(d[0])}
}

func (a told) Waiting(i model.NodeID) int { return a.waiting[i] }

// Whoever commits, commits what all others choose, whichever line comes first; TRACE-SPLIT says so where nobody is to
// blame. Method: conclusions made by hand.
func TestASplitIsSeenWhicheverLineComesFirst(t *testing.T) {
	one, other := model.Digest{9}, model.Digest{8}
	ends := func(round uint64, choice model.Digest, committed bool) accountable.Conclusion {
		return accountable.Conclusion{Ends: true, Round: round, Chosen: true, Choice: choice, Committed: committed}
	}
	for name, c := range map[string]struct {
		list  []accountable.Conclusion
		split string
	}{
		"agreed":               {[]accountable.Conclusion{ends(0, one, true), ends(0, one, false)}, ""},
		"nobody commits":       {[]accountable.Conclusion{ends(0, one, false), ends(0, other, false)}, ""},
		"chosen after":         {[]accountable.Conclusion{ends(0, one, true), ends(0, other, false)}, "0900 2 0800 3"},
		"chosen before":        {[]accountable.Conclusion{ends(0, other, false), ends(0, one, true)}, "0900 3 0800 2"},
		"both committed":       {[]accountable.Conclusion{ends(0, other, true), ends(0, one, true)}, "0800 2 0900 3"},
		"in different rounds":  {[]accountable.Conclusion{ends(0, other, true), ends(1, one, true)}, ""},
		"no round ends for it": {[]accountable.Conclusion{ends(0, other, true), {Round: 0, Choice: one}}, ""},
	} {
		a := told{concludes: map[model.Digest]accountable.Conclusion{}}
		j := &logJudge{audit: a, nodes: make([]record, 4), lines: map[model.Digest]int{}, times: map[string]int{},
			stats: Stats{Events: 1}}
		for k, one := range c.list {
			d := model.Digest{byte(k)}
			a.concludes[d] = one
			j.order, j.lines[d] = append(j.order, d), k+2
		}
		r := j.atEnd()
		want := ""
		if words := strings.Fields(c.split); len(words) > 0 {
			want = fmt.Sprintf("in round 0 %s00000000… is committed (line %s), and %s00000000… chosen (line %s); nobody is to "+
				"blame", words[0], words[1], words[2], words[3])
		}
		if r.Breach.Message != want || (r.Breach.Rule.ID == ruleSplit) != (want != "") ||
			(r.Verdict == spec.Violated) != (want != "") || want != "" && (r.Breach.Line != 3 || r.Breach.Node.ID != 1) {
			t.Errorf("%s: %v, %v, want %s", name, r.Verdict, r.Breach, want)
		}
		if ended := strings.Count(fmt.Sprint(c.list), "{0 true"); j.times[ruleSplit] != ended {
			t.Errorf("%s: %d entries end a round, want %d", name, j.times[ruleSplit], ended)
		}
	}
	waiting := told{waiting: map[model.NodeID]int{1: 2, 3: 1}}
	j := &logJudge{audit: waiting, nodes: make([]record, 4), times: map[string]int{}}
	if r := j.finish(Result{}); !slices.Equal(r.Owed, []string{
		"node 1 the past of 2 entries, which nobody is to blame for",
		"node 3 the past of 1 entries, which nobody is to blame for"}) {
		t.Errorf("owed: %v", r.Owed)
	}
}

// Signatures and shares that convince nobody outside leave no trace, with a line that says what to do.
func TestIdealCryptographyLeavesNoTrace(t *testing.T) {
	for args, want := range map[string]string{
		"-n 4 -t 3": "ed25519", "-n 4 -t 3 --signatures bls": "ed25519", "-n 4 -t 3 --signatures ed25519": "schoenmakers",
	} {
		f := play.NewFlags("qsc4")
		build := layered.Define(f)
		if err := f.Set().Parse(strings.Fields(args)); err != nil {
			t.Fatal(err)
		}
		s, err := f.Build(build)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := play.Play(t.Context(), f, s, play.Tracing{To: &bytes.Buffer{}}); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}
