package traceformat

import (
	"bytes"
	"strconv"
)

// parseTime reads "sender@t0,t1,…": a vector time, whose component for the sender is the number of the message.
func parseTime(text []byte, nodes int) (id ID, time []uint64, ok bool) {
	sender, rest, found := bytes.Cut(text, []byte{'@'})
	s, okSender := parseNumber(sender)
	if !found || !okSender || s >= uint64(nodes) {
		return id, nil, false
	}
	time = make([]uint64, 0, nodes)
	for more := true; more; {
		var component []byte
		component, rest, more = bytes.Cut(rest, []byte{','})
		t, ok := parseNumber(component)
		if !ok || len(time) == nodes {
			return id, nil, false
		}
		time = append(time, t)
	}
	if len(time) != nodes {
		return id, nil, false
	}
	return ID{Sender: Node(s), Number: time[s]}, time, true
}

// AppendTime appends the name of a message by its sender and vector time.
func AppendTime(b []byte, sender Node, time []uint64) []byte {
	b = strconv.AppendInt(b, int64(sender), 10)
	sep := byte('@')
	for _, t := range time {
		b = strconv.AppendUint(append(b, sep), t, 10)
		sep = ','
	}
	return b
}
