package trace

import (
	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/sim/play"
	"quesera/spec"
)

// Live judges a run while it happens, event by event. It implements play.Judge.
type Live struct {
	judge  *judge
	breach *breach
	node   traceformat.Node // whose event the breach is
}

// NewLive starts to judge a group's run. Thresholds that are no majorities are the caller's question.
func NewLive(h traceformat.Header, o Options) *Live {
	if o.Memory == 0 {
		o.Memory = DefaultMemory
	}
	return &Live{judge: newJudge(h, o.Memory)}
}

// Watch is how simulations are judged while they run.
func Watch(h traceformat.Header) play.Judge { return NewLive(h, Options{}) }

// Encode judges one event. After one that breaks a rule it judges none. There is no error.
func (l *Live) Encode(e traceformat.Event) error {
	if l.breach != nil {
		return nil
	}
	if l.breach = l.judge.event(&e); l.breach != nil {
		l.node = e.Node
		return nil
	}
	l.judge.stats.Events++
	return nil
}

// Flush implements traceformat.Sink.
func (l *Live) Flush() error { return nil }

// Finding implements play.Judge.
func (l *Live) Finding() play.Finding {
	f := play.Finding{Verdict: spec.Holds, Events: l.judge.stats.Events}
	if l.breach == nil {
		return f
	}
	rule := ruleOf(l.breach.rule)
	f.Verdict, f.Rule, f.Section = rule.Breach, rule.ID, rule.Section
	f.Node, f.Message = model.NodeID(l.node), l.breach.msg
	return f
}
