package trace

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"quesera/catalogue"
	"quesera/internal/traceformat"
	"quesera/model"
	accountable "quesera/model/log"
	"quesera/spec"
)

// Runs of nodes that keep accountable logs (TLC §5.1) are judged from what was signed: every entry is replayed in its
// author's own view, and what a node did wrong is evidence that convinces whoever reads the file. What lines say beside
// the entries is the record of who wrote them, and convinces nobody: of such a breach nobody is to blame with evidence.
//
// Judging goes on after evidence was found. It stops at the first line that no node which follows the protocol records.

// The rules of runs on accountable logs.
const (
	ruleSignature = "TRACE-SIGNATURE"
	ruleLog       = "TRACE-LOG"
	ruleBlame     = "TRACE-BLAME"
	ruleDecision  = "TRACE-DECISION"
	ruleFault     = "TRACE-FAULT"
	ruleSplit     = "TRACE-SPLIT"
)

// LogRules are the rules of runs of accountable logs, in the order of the documentation.
var LogRules = []Rule{
	rule(ruleSignature, "TLC §5.1.2", "A node takes in an entry only if its author signed it, for this group.",
		spec.Violated),
	rule(ruleLog, "TLC §5.1.1, §5.1.5",
		"A node writes the entries of its own log one after the other, and each covers only what it had received.",
		spec.Violated),
	rule(ruleBlame, "TLC §5.1.2", "The evidence that a node says it has proves what it says.", spec.Violated),
	rule(ruleDecision, "TLC §5.3.3", "A node decides what the replay of its own log gives.", spec.Violated),
	rule(ruleFault, "TLC §5.1.2, §5.1.3", "No entry is evidence against its author.", spec.Violated),
	rule(ruleSplit, "TLC §4.7, §5.3.1",
		"Once a node that is not to blame commits a choice, the choice of every other such node is the same.", spec.Violated),
}

// Blamed is a node that is to blame, with evidence.
type Blamed struct {
	Node    int
	Fault   string // what is proved: "equivocation", "fork", "invalid action"
	Rule    string // that an invalid action breaks; empty: none
	Message string // the fault with the entries that prove it
	Line    int    // from which on it is proved
	KnownTo []int  // whose lines say that they have evidence against it
	Export  any    // the evidence, for a file that "check evidence" judges
}

// logJudge judges one run on accountable logs.
type logJudge struct {
	protocol string
	audit    accountable.Auditor
	nodes    []record // by node
	lines    map[model.Digest]int
	order    []model.Digest // entries as they came
	blamed   []Blamed
	octets   int // of all entries
	memory   int
	line     int
	stats    Stats
	times    map[string]int // how often each rule had something to say
}

// record is what the lines of one node say.
type record struct {
	known   bool
	gap     bool // lines are missing: what follows is not held against the ones before
	taken   map[model.Digest]bool
	last    *accountable.Entry // its own latest entry; nil: none
	decided map[traceformat.Round]bool
	blames  model.NodeSet
}

// judgeLogs judges a trace whose header was read.
func judgeLogs(d *traceformat.Decoder, o Options) Result {
	h := d.Header()
	stats := Stats{Nodes: h.Nodes}
	var audit accountable.Auditor
	var err error
	for _, l := range catalogue.Accountable() {
		if l.Form == h.Protocol {
			audit, err = l.Audit(h, o.Unsafe)
		}
	}
	if audit == nil || err != nil {
		return result(refuse(traceformat.RuleThresholds, "the group cannot be judged: %v", err), 1, nil, stats)
	}
	j := &logJudge{protocol: h.Protocol.Name, audit: audit, nodes: make([]record, h.Nodes), lines: map[model.Digest]int{},
		memory: o.Memory, stats: stats, times: map[string]int{}}
	var e traceformat.SignedEvent
	for {
		err := d.NextSigned(&e)
		if err == io.EOF {
			return j.atEnd()
		}
		j.line = d.Line()
		if err != nil {
			return j.finish(formatResult(err, j.stats))
		}
		if b := j.event(&e); b != nil {
			node := &e.Node
			if ruleOf(b.rule).Breach != spec.Violated {
				node = nil
			}
			return j.finish(result(b, j.line, node, j.stats))
		}
		j.stats.Events++
		j.look()
	}
}

// event judges one line.
func (j *logJudge) event(e *traceformat.SignedEvent) *breach {
	r := &j.nodes[e.Node]
	if !r.known {
		*r = record{known: true, taken: map[model.Digest]bool{}, decided: map[traceformat.Round]bool{}}
	}
	switch e.Kind {
	case traceformat.Write:
		return j.onWrite(r, e)
	case traceformat.Take:
		return j.onTake(r, e)
	case traceformat.Blame:
		return j.onBlame(r, e)
	case traceformat.Conclude:
		return j.onConclude(r, e)
	case traceformat.Gap:
		r.gap = true
	}
	return nil
}

// entry reads an entry that stands on a line, and has it replayed.
func (j *logJudge) entry(e *traceformat.SignedEvent) (*accountable.Entry, *breach) {
	j.times[ruleSignature]++
	if j.octets += len(e.Entry); j.octets > j.memory/octetCost {
		return nil, refuse(ruleLimit, "entries of %d octets do not fit into the memory budget", j.octets)
	}
	entry, err := j.audit.Take(e.Entry, accountable.Signature(e.Signature))
	switch {
	case errors.Is(err, accountable.ErrOctets):
		return nil, refuse(traceformat.RuleEvent, "%v", err)
	case err != nil:
		return nil, refuse(ruleSignature, "takes in what was not signed by its author: %v", err)
	}
	if _, known := j.lines[entry.Hash()]; !known {
		j.lines[entry.Hash()] = j.line
		j.order = append(j.order, entry.Hash())
	}
	return entry, nil
}

// octetCost is how many octets of memory an octet of an entry takes, with all that is made of it.
const octetCost = 8

// onWrite is TRACE-LOG for the node's own entries.
func (j *logJudge) onWrite(r *record, e *traceformat.SignedEvent) *breach {
	entry, b := j.entry(e)
	if b != nil {
		return b
	}
	j.times[ruleLog]++
	if int(entry.Node) != int(e.Node) {
		return refuse(ruleLog, "writes entry %d of the log of node %d", entry.Seq, entry.Node)
	}
	if last := r.last; !r.gap && (last == nil && entry.Seq != 1 ||
		last != nil && (entry.Seq != last.Seq+1 || entry.Back != last.Hash())) {
		return refuse(ruleLog, "writes entry %d after entry %d, want the next one, linked to that", entry.Seq, seqOf(last))
	}
	for k, head := range entry.Heads {
		if !r.gap && head.Seq > 0 && !r.taken[head.Hash] {
			return refuse(ruleLog, "covers entry %d of node %d, which it has not received", head.Seq, k)
		}
	}
	r.last = entry
	if c, _, ok := j.audit.Replayed(entry.Hash()); ok {
		j.stats.Steps = max(j.stats.Steps, int(c.Step))
	}
	return nil
}

// seqOf is an entry's number; 0 for none.
func seqOf(e *accountable.Entry) accountable.Seq {
	if e == nil {
		return 0
	}
	return e.Seq
}

// onTake notes that an entry arrived.
func (j *logJudge) onTake(r *record, e *traceformat.SignedEvent) *breach {
	if e.Entry == nil {
		if _, known := j.lines[model.Digest(e.Hash)]; !known {
			return refuse(traceformat.RuleEvent, "receive: member \"hash\" names an entry that no earlier line has")
		}
		r.taken[model.Digest(e.Hash)] = true
		return nil
	}
	entry, b := j.entry(e)
	if b == nil {
		r.taken[entry.Hash()] = true
	}
	return b
}

// onBlame is TRACE-BLAME: nobody is to blame because somebody says so.
func (j *logJudge) onBlame(r *record, e *traceformat.SignedEvent) *breach {
	j.times[ruleBlame]++
	v := accountable.Evidence{Kind: accountable.Equivocation + accountable.Kind(e.Fault), Against: model.NodeID(e.Against)}
	if v.First = j.audit.Find(model.Digest(e.First)); v.Kind != accountable.Invalid {
		v.Second = j.audit.Find(model.Digest(e.Second))
	}
	if v.First == nil || v.Second == nil && v.Kind != accountable.Invalid {
		return refuse(traceformat.RuleEvent, "blame: member %q names an entry that no earlier line has",
			map[bool]string{true: "first", false: "second"}[v.First == nil])
	}
	if err := j.audit.Judge(v); err != nil {
		return refuse(ruleBlame, "blames node %d for what is not proved: %v", e.Against, err)
	}
	r.blames = r.blames.With(v.Against)
	return nil
}

// onConclude is TRACE-DECISION.
func (j *logJudge) onConclude(r *record, e *traceformat.SignedEvent) *breach {
	j.times[ruleDecision]++
	if r.decided[e.Round] {
		return refuse(ruleDecision, "decides round %d twice", e.Round)
	}
	r.decided[e.Round] = true
	j.stats.Decisions++
	if e.Committed {
		j.stats.Committed++
	}
	if r.last == nil {
		return refuse(ruleDecision, "decides round %d, and has written nothing", e.Round)
	}
	c, wrong, ok := j.audit.Replayed(r.last.Hash())
	switch {
	case !ok && r.gap:
		j.stats.Partly++
	case !ok || wrong != nil || !c.Ends || c.Round != uint64(e.Round):
		return refuse(ruleDecision, "decides round %d after its entry %d, by which it does not end", e.Round, r.last.Seq)
	case c.Chosen != e.Chosen || c.Chosen && c.Choice != model.Digest(e.Choice) || c.Committed != e.Committed:
		return refuse(ruleDecision, "decides round %d for %s, want %s by the replay of its entry %d", e.Round,
			choiceOf(e.Chosen, model.Digest(e.Choice), e.Committed), choiceOf(c.Chosen, c.Choice, c.Committed), r.last.Seq)
	}
	return nil
}

// choiceOf is a decision in words.
func choiceOf(chosen bool, choice model.Digest, committed bool) string {
	text := "nothing"
	if chosen {
		text = shortHash(choice)
	}
	if committed {
		return text + ", committed"
	}
	return text + ", not committed"
}

// shortHash is enough of a hash to find the line.
func shortHash(d model.Digest) string { return fmt.Sprintf("%x…", d[:6]) }

// look notes against whom there is evidence from this line on.
func (j *logJudge) look() {
	for k := range j.nodes {
		fault, found := j.audit.Fault(model.NodeID(k))
		if !found || slices.ContainsFunc(j.blamed, func(b Blamed) bool { return b.Node == k }) {
			continue
		}
		b := Blamed{Node: k, Fault: fault.Kind.String(), Line: j.line}
		b.Message = b.Fault + ": " + j.place(fault.First)
		switch {
		case fault.Second != nil:
			b.Message += " and " + j.place(fault.Second)
		case fault.Broken != nil:
			b.Rule = fault.Broken.Rule
			b.Message += " " + fault.Broken.Error()
		}
		b.Export, _ = j.audit.Export(fault.Evidence)
		j.blamed = append(j.blamed, b)
	}
}

// place says where an entry stands.
func (j *logJudge) place(e *accountable.Entry) string {
	if line, known := j.lines[e.Hash()]; known {
		return fmt.Sprintf("entry %d (%s, line %d)", e.Seq, shortHash(e.Hash()), line)
	}
	return fmt.Sprintf("entry %d (%s)", e.Seq, shortHash(e.Hash()))
}

// atEnd is the verdict on a trace all of whose lines are those of nodes that follow the protocol.
func (j *logJudge) atEnd() Result {
	if j.stats.Events == 0 {
		return j.finish(result(refuse(ruleEmpty, "no event after the header: nothing was judged"), j.line, nil, j.stats))
	}
	if len(j.blamed) > 0 {
		first := j.blamed[0]
		node := traceformat.Node(first.Node)
		return j.finish(result(refuse(ruleFault, "%s", first.Message), first.Line, &node, j.stats))
	}
	if r, split := j.split(); split {
		return j.finish(r)
	}
	if holes := j.holes(); holes != "" {
		return j.finish(result(refuse(rulePartial, "%s; no event that is there breaks a rule", holes), 0, nil, j.stats))
	}
	return j.finish(Result{Verdict: spec.Holds, Stats: j.stats})
}

// holes says whose lines are missing in part.
func (j *logJudge) holes() (text string) {
	for k, r := range j.nodes {
		if r.gap {
			text += fmt.Sprintf(" node %d", k)
		}
	}
	if text != "" {
		return "there is a hole in the lines of" + text
	}
	return ""
}

// split is TRACE-SPLIT: of the decisions that entries show, where nobody is to blame.
func (j *logJudge) split() (Result, bool) {
	type decision struct {
		choice model.Digest
		line   int
	}
	committed, chosen := map[uint64]decision{}, map[uint64][]decision{}
	for _, d := range j.order {
		c, wrong, ok := j.audit.Replayed(d)
		if !ok || wrong != nil || !c.Ends {
			continue
		}
		j.times[ruleSplit]++
		one := decision{c.Choice, j.lines[d]}
		if _, already := committed[c.Round]; c.Committed && !already {
			committed[c.Round] = one
		}
		chosen[c.Round] = append(chosen[c.Round], one)
		for _, other := range chosen[c.Round] {
			if by, is := committed[c.Round]; is && by.choice != other.choice {
				node := traceformat.Node(j.audit.Find(d).Node)
				return result(refuse(ruleSplit,
					"in round %d %s is committed (line %d), and %s chosen (line %d); nobody is to blame",
					c.Round, shortHash(by.choice), by.line, shortHash(other.choice), other.line), one.line, &node, j.stats), true
			}
		}
	}
	return Result{}, false
}

// finish adds what is known of every trace: who is to blame, who waits, how often the rules had something to say.
func (j *logJudge) finish(r Result) Result {
	for k := range j.blamed {
		for i, record := range j.nodes {
			if record.blames.Has(model.NodeID(j.blamed[k].Node)) {
				j.blamed[k].KnownTo = append(j.blamed[k].KnownTo, i)
			}
		}
	}
	j.times[ruleFault] = len(j.order)
	r.Protocol, r.Blamed = j.protocol, j.blamed
	for k := range j.nodes {
		if waiting := j.audit.Waiting(model.NodeID(k)); waiting > 0 {
			r.Owed = append(r.Owed, fmt.Sprintf("node %d the past of %d entries, which nobody is to blame for", k, waiting))
		}
	}
	for _, rule := range LogRules {
		r.Coverage = append(r.Coverage, Exercised{rule, j.times[rule.ID]})
	}
	return r
}
