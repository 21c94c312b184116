package simulate

import (
	"strings"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/log"
	"quesera/model/sim"
	"quesera/model/tlcb"
)

// Traces tells how the run of a protocol is described, for those who replay its logs.
type Traces struct {
	tlcb.Variant
	// Describe adds what the layer above needs; nil: nothing.
	Describe func(*tlcb.Description) error
}

// description is who the group is, for files; the error says why its signatures or shares convince nobody.
func (t Traces) description(c tlcb.Config, g *tlcb.Group) (tlcb.Description, error) {
	d, err := tlcb.Describe(t.Protocol, c, g)
	if err == nil && t.Describe != nil {
		err = t.Describe(&d)
	}
	return d, err
}

// TraceFormat is the form of the traces of a protocol on accountable logs.
func TraceFormat(v tlcb.Variant) traceformat.Protocol {
	return traceformat.Protocol{Name: v.Protocol, Signed: true, NoHistory: "keeps whole logs",
		NoRounds: "has its rounds in its entries", NoUnwitnessed: "is witnessed: that is what keeps equivocation out"}
}

// headerOf is the header of the trace of a group.
func headerOf(v tlcb.Variant, d tlcb.Description) traceformat.Header {
	return traceformat.Header{Protocol: TraceFormat(v), Nodes: d.Nodes, MessageThreshold: d.Message,
		WitnessThreshold: d.Witness, Source: "quesera sim",
		Signed: traceformat.SignedGroup{Name: d.Group, Silent: d.Silent, Faults: d.Faults, Shrink: d.Shrink,
			Keys: strings.Join(d.Keys, " "), Sharing: d.Sharing, SharingKeys: strings.Join(d.SharingKeys, " ")}}
}

// descriptionOf is what a header says of the group.
func descriptionOf(h traceformat.Header) tlcb.Description {
	g := h.Signed
	return tlcb.Description{Protocol: h.Protocol.Name, Group: g.Name, Nodes: h.Nodes, Message: h.MessageThreshold,
		Witness: h.WitnessThreshold, Silent: g.Silent, Faults: g.Faults, Shrink: g.Shrink, Keys: strings.Fields(g.Keys),
		Sharing: g.Sharing, SharingKeys: strings.Fields(g.SharingKeys)}
}

// Audit replays the logs of the group that the header of a trace describes. Unsafe admits thresholds that are not safe.
func Audit(v tlcb.Variant) func(h traceformat.Header, unsafe bool) (log.Auditor, error) {
	return func(h traceformat.Header, unsafe bool) (log.Auditor, error) {
		return descriptionOf(h).Audit(v, tlcb.Unsafe(unsafe))
	}
}

// recorder writes what correct nodes record: what they wrote and received, whom they blame, what they decided. What
// corrupt nodes would say of themselves is not there; what they sent is, as far as it arrived.
type recorder struct {
	out    *traceformat.Encoder
	replay *log.Replay[*tlcb.View]
	tell   func(*tlcb.Item) log.Conclusion
	whole  map[model.Digest]bool // entries that stand on some line
	taken  []map[model.Digest]bool
	err    error
}

// newRecorder begins a trace.
func newRecorder(out *traceformat.Encoder, m tlcb.Machine, v tlcb.Variant, nodes int) *recorder {
	r := &recorder{out: out, replay: m.Replay, tell: v.Concludes, whole: map[model.Digest]bool{},
		taken: make([]map[model.Digest]bool, nodes)}
	for k := range r.taken {
		r.taken[k] = map[model.Digest]bool{}
	}
	return r
}

// observe takes in one transition of a correct node.
func (r *recorder) observe(o sim.Observation[tlcb.State]) {
	if e, ok := o.Event.(model.Receive); ok {
		switch m := e.Message.(type) {
		case *log.Entry:
			r.received(o.Node, m)
		case log.Bundle:
			for _, entry := range m.Entries[:min(len(m.Entries), log.MaxBundle)] {
				r.received(o.Node, entry)
			}
		}
	}
	for _, effect := range o.Effects {
		switch e := effect.(type) {
		case log.Wrote[*tlcb.View]:
			r.wrote(o.Node, e.Item)
		case log.Exposed:
			r.blamed(o.Node, e.Evidence)
		}
	}
}

func (r *recorder) put(e traceformat.SignedEvent) {
	if r.err == nil {
		r.err = r.out.EncodeSigned(e)
	}
}

// received notes an entry the first time that it arrives at a node, unless the node refuses it (LOG-2).
func (r *recorder) received(node model.NodeID, e *log.Entry) {
	if e == nil || e.Node == node || r.taken[node][e.Hash()] || !r.replay.Signed(e) {
		return
	}
	r.taken[node][e.Hash()] = true
	line := traceformat.SignedEvent{Node: traceformat.Node(node), Kind: traceformat.Take,
		Hash: traceformat.Hash(e.Hash())}
	if !r.whole[e.Hash()] {
		line.Entry, line.Signature = e.AppendTo(nil), []byte(e.Signature)
	}
	r.whole[e.Hash()] = true
	r.put(line)
}

func (r *recorder) wrote(node model.NodeID, item *tlcb.Item) {
	r.whole[item.Hash()] = true
	by := traceformat.Node(node)
	r.put(traceformat.SignedEvent{Node: by, Kind: traceformat.Write, Entry: item.AppendTo(nil),
		Signature: []byte(item.Signature)})
	if c := r.tell(item); c.Ends {
		r.put(traceformat.SignedEvent{Node: by, Kind: traceformat.Conclude, Round: traceformat.Round(c.Round),
			Chosen: c.Chosen, Choice: traceformat.Hash(c.Choice), Committed: c.Committed})
	}
}

func (r *recorder) blamed(node model.NodeID, v log.Evidence) {
	line := traceformat.SignedEvent{Node: traceformat.Node(node), Kind: traceformat.Blame,
		Against: traceformat.Node(v.Against), Fault: int(v.Kind - log.Equivocation),
		First: traceformat.Hash(v.First.Hash())}
	if v.Second != nil {
		line.Second = traceformat.Hash(v.Second.Hash())
	}
	r.put(line)
}
