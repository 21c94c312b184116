package traceformat

import "fmt"

// The members of a header.
const (
	headerTrace = iota
	headerProtocol
	headerNodes
	headerMessageThreshold
	headerWitnessThreshold
	headerRounds
	headerAcks
	headerHistory
	headerSource
	headerFields
)

var headerNames = [headerFields]string{"trace", "protocol", "nodes", "message_threshold",
	"witness_threshold", "rounds", "acknowledgments", "history", "source"}

const headerRequired = 1<<headerTrace | 1<<headerProtocol | 1<<headerNodes |
	1<<headerMessageThreshold | 1<<headerWitnessThreshold

func headerIndex(name []byte) int {
	for i, n := range headerNames {
		if string(name) == n {
			return i
		}
	}
	return -1
}

// decodeHeader reads the first line. Its errors are *Error without a line.
func decodeHeader(line []byte) (Header, error) {
	h, err := readHeader(line)
	if err != nil {
		return h, &Error{0, RuleHeader, err.Error()}
	}
	return h, h.Check()
}

func readHeader(line []byte) (h Header, err error) {
	var values [headerFields]token
	s := scanner{line: line}
	present, err := s.object(headerIndex, values[:])
	if err != nil {
		return h, err
	}
	if missing := headerRequired &^ present; missing != 0 {
		return h, fmt.Errorf("member %q is missing", firstName(missing, headerNames[:]))
	}
	f := fields{names: headerNames[:], values: values[:], present: present}
	f.oneOf(headerTrace, Version)
	h.Protocol = Protocol(f.oneOf(headerProtocol, "qsc3", "tlc"))
	h.Nodes = int(f.number(headerNodes))
	h.MessageThreshold = int(f.number(headerMessageThreshold))
	h.WitnessThreshold = int(f.number(headerWitnessThreshold))
	h.Rounds = Rounds(f.oneOf(headerRounds, "pipelined", "sequential"))
	h.Acks = Acks(f.oneOf(headerAcks, "gossiped", "direct"))
	h.History.Limited = f.has(headerHistory)
	h.History.Steps = Step(f.number(headerHistory))
	h.Source = f.text(headerSource)
	return h, f.err
}

// Check tells whether the header describes a group that can exist. Its errors are
// *Error without a line.
func (h Header) Check() error {
	bad := func(rule, format string, args ...any) error {
		return &Error{0, rule, fmt.Sprintf(format, args...)}
	}
	switch {
	case h.Nodes < 1 || h.Nodes > MaxNodes:
		return bad(RuleHeader, "nodes = %d, want 1..%d", h.Nodes, MaxNodes)
	case h.MessageThreshold < 1 || h.MessageThreshold > h.Nodes:
		return bad(RuleThresholds, "message_threshold = %d, want 1..%d", h.MessageThreshold, h.Nodes)
	case h.WitnessThreshold < 0 || h.WitnessThreshold > h.Nodes:
		return bad(RuleThresholds, "witness_threshold = %d, want 0..%d", h.WitnessThreshold, h.Nodes)
	case h.Protocol == QSC3 && h.WitnessThreshold == 0:
		return bad(RuleThresholds, "witness_threshold = 0, want 1..%d: qsc3 stands on witnessed TLC", h.Nodes)
	case h.Protocol == QSC3 && h.History.Limited:
		return bad(RuleHeader, `"history" is for protocol tlc; qsc3 forgets by deciding`)
	case h.Protocol == TLC && h.Rounds == Sequential:
		return bad(RuleHeader, `"rounds" is for protocol qsc3; tlc has none`)
	}
	return nil
}
