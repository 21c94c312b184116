package traceformat

import (
	"fmt"
	"strings"
)

// The members of a header.
const (
	headerTrace = iota
	headerProtocol
	headerNodes
	headerMessageThreshold
	headerWitnessThreshold
	headerRounds
	headerRivals
	headerAcks
	headerMessages
	headerHistory
	headerSource
	headerGroup
	headerKeys
	headerSilent
	headerFaults
	headerShrink
	headerSharing
	headerSharingKeys
	headerFields
)

var headerNames = [headerFields]string{"trace", "protocol", "nodes", "message_threshold",
	"witness_threshold", "rounds", "rivals", "acknowledgments", "names", "history", "source", "group",
	"keys", "silent", "faults", "shrink", "sharing", "sharing_keys"}

// rivalsNames are the values of "rivals".
var rivalsNames = [...]string{RivalsEither: "either", RivalsByEnd: "s+3", RivalsByTwo: "s+2"}

// namesNames are the values of "names".
var namesNames = [...]string{ByNumber: "numbers", ByTime: "times"}

const headerRequired = 1<<headerTrace | 1<<headerProtocol | 1<<headerNodes |
	1<<headerMessageThreshold | 1<<headerWitnessThreshold

// What the header of a run of accountable logs must have beside, may have, and may not.
const (
	signedRequired = 1<<headerGroup | 1<<headerKeys | 1<<headerSilent | 1<<headerFaults
	signedAllowed  = signedRequired | 1<<headerShrink | 1<<headerSharing | 1<<headerSharingKeys
	signedRefused  = 1<<headerRounds | 1<<headerRivals | 1<<headerAcks | 1<<headerMessages | 1<<headerHistory
)

func headerIndex(name []byte) int {
	for i, n := range headerNames {
		if string(name) == n {
			return i
		}
	}
	return -1
}

// decodeHeader reads the first line. Its errors are *Error without a line.
func decodeHeader(line []byte, protocols []Protocol) (Header, error) {
	h, err := readHeader(line, protocols)
	if err != nil {
		return h, &Error{0, RuleHeader, err.Error()}
	}
	return h, h.check(protocols)
}

func readHeader(line []byte, protocols []Protocol) (h Header, err error) {
	var values [headerFields]token
	s := scanner{line: line, known: headerNames[:]}
	present, err := s.object(headerIndex, values[:])
	if err != nil {
		return h, err
	}
	if missing := headerRequired &^ present; missing != 0 {
		return h, fmt.Errorf("member %q is missing", firstName(missing, headerNames[:]))
	}
	f := fields{names: headerNames[:], values: values[:], present: present}
	f.oneOf(headerTrace, Version)
	h.Protocol = f.protocol(protocols)
	h.Nodes = int(f.number(headerNodes))
	h.MessageThreshold = int(f.number(headerMessageThreshold))
	h.WitnessThreshold = int(f.number(headerWitnessThreshold))
	h.Rounds = Rounds(f.oneOf(headerRounds, "pipelined", "sequential"))
	h.Rivals = Rivals(f.oneOf(headerRivals, rivalsNames[:]...))
	h.Acks = Acks(f.oneOf(headerAcks, "gossiped", "direct"))
	h.Names = Names(f.oneOf(headerMessages, namesNames[:]...))
	h.History.Limited = f.has(headerHistory)
	h.History.Steps = Step(f.number(headerHistory))
	h.Source = f.text(headerSource)
	h.Signed = SignedGroup{Name: f.text(headerGroup), Silent: int(f.number(headerSilent)),
		Faults: int(f.number(headerFaults)), Shrink: f.boolean(headerShrink), Keys: f.text(headerKeys),
		Sharing: f.text(headerSharing), SharingKeys: f.text(headerSharingKeys)}
	if f.err != nil {
		return h, f.err
	}
	return h, membersOf(h.Protocol, present)
}

// membersOf wants the members that a header has to be those of its protocol: some are of runs of accountable logs
// alone, and some are not of those.
func membersOf(p Protocol, present uint32) error {
	missing, extra := uint32(0), present&signedAllowed
	if p.Signed {
		missing, extra = signedRequired&^present, present&signedRefused
	}
	if missing != 0 {
		return fmt.Errorf("member %q is missing, which a run of %s has", firstName(missing, headerNames[:]), p.Name)
	}
	if extra != 0 {
		return fmt.Errorf("has a member %q, want none in a run of %s", firstName(extra, headerNames[:]), p.Name)
	}
	return nil
}

// protocol is the one that the header names.
func (f *fields) protocol(known []Protocol) Protocol {
	names := make([]string, len(known))
	for k, p := range known {
		names[k] = p.Name
	}
	if k := f.oneOf(headerProtocol, names...); k < len(known) {
		return known[k]
	}
	return Protocol{}
}

// check tells whether the header describes a group that can exist. known are the protocols that an error may
// refer to. Its errors are *Error without a line.
func (h Header) check(known []Protocol) error {
	bad := func(rule, format string, args ...any) error {
		return &Error{0, rule, fmt.Sprintf(format, args...)}
	}
	p := h.Protocol
	switch {
	case h.Nodes < 1 || h.Nodes > MaxNodes:
		return bad(RuleHeader, "nodes = %d, want 1..%d", h.Nodes, MaxNodes)
	case h.MessageThreshold < 1 || h.MessageThreshold > h.Nodes:
		return bad(RuleThresholds, "message_threshold = %d, want 1..%d", h.MessageThreshold, h.Nodes)
	case h.WitnessThreshold < 0 || h.WitnessThreshold > h.Nodes:
		return bad(RuleThresholds, "witness_threshold = %d, want 0..%d", h.WitnessThreshold, h.Nodes)
	case p.NoUnwitnessed != "" && h.WitnessThreshold == 0:
		return bad(RuleThresholds, "witness_threshold = 0, want 1..%d: %s %s", h.Nodes, p.Name, p.NoUnwitnessed)
	case p.NoHistory != "" && h.History.Limited:
		others := allowing(known, func(p Protocol) bool { return p.NoHistory == "" })
		return bad(RuleHeader, `"history" is for protocol %s; %s %s`, others, p.Name, p.NoHistory)
	case p.NoRounds != "" && h.Rounds == Sequential:
		others := allowing(known, Protocol.Decides)
		return bad(RuleHeader, `"rounds" is for protocol %s; %s %s`, others, p.Name, p.NoRounds)
	case p.NoRounds != "" && h.Rivals != RivalsEither:
		others := allowing(known, Protocol.Decides)
		return bad(RuleHeader, `"rivals" is for protocol %s; %s %s`, others, p.Name, p.NoRounds)
	}
	return nil
}

// allowing names the protocols that allow something.
func allowing(known []Protocol, allows func(Protocol) bool) string {
	var names []string
	for _, p := range known {
		if allows(p) {
			names = append(names, p.Name)
		}
	}
	if names == nil {
		return "others"
	}
	return strings.Join(names, " and ")
}
