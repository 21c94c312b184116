package verify

import (
	"errors"
	"fmt"
	"strings"

	"quesera/spec"
	"quesera/spec/explore"
)

func (sys system[S]) Live(maxStates int, stop <-chan struct{}) (*Report, error) {
	report := &Report{Complete: true}
	for i := range sys.sp.Live {
		p := &sys.sp.Live[i]
		question := explore.Asking(p)
		question.MaxStates, question.Stop = maxStates, stop
		f := Finding{Claim: p.Claim, Kind: spec.Eventually, Verdict: spec.Holds}
		found, err := explore.Live(sys.sp, question)
		switch {
		case errors.Is(err, explore.ErrTooLarge):
			f.Verdict, report.Complete = spec.Inconclusive, false
		case err != nil:
			return nil, err
		case found.Lasso != nil:
			f.Verdict, f.Depth = spec.Violated, len(found.Lasso.Stem.Steps)
			f.Run = func() (*Story, error) { return sys.tellLasso(found.Lasso), nil }
		}
		if found != nil {
			report.States, report.Transitions = uint64(found.States), uint64(found.Transitions)
		}
		report.Findings = append(report.Findings, f)
	}
	return report, nil
}

// tellLasso puts a lasso into words.
func (sys system[S]) tellLasso(l *explore.Lasso[S]) *Story {
	stem := len(l.Stem.Steps)
	whole := &explore.Run[S]{Steps: append(l.Stem.Steps[:stem:stem], l.Cycle.Steps...),
		States: append(l.Stem.States[:stem:stem], l.Cycle.States...)}
	story := sys.tell(whole)
	story.Lasso = &stem
	story.Schedule = FormatSchedule(explore.Schedule(sys.sp, l.Stem)) + lassoMark +
		FormatSchedule(explore.Schedule(sys.sp, l.Cycle))
	return story
}

// lassoMark stands in a schedule between the choices that are made once and those that are made for ever.
const lassoMark = "/"

// replayLasso follows a lasso. Of the claims about fair runs it shows those that it is an answer to.
func (sys system[S]) replayLasso(schedule string) (*Replay, error) {
	first, again, _ := strings.Cut(schedule, lassoMark)
	stem, err := ParseSchedule(first)
	if err != nil {
		return nil, err
	}
	cycle, err := ParseSchedule(again)
	if err != nil {
		return nil, err
	}
	var r *Replay
	for i := range sys.sp.Live {
		p := &sys.sp.Live[i]
		l, err := explore.FollowLasso(sys.sp, explore.Asking(p), stem, cycle)
		if err != nil && !errors.Is(err, explore.ErrNoLasso) {
			return nil, err
		}
		if r == nil {
			r = &Replay{Story: sys.tellLasso(l)}
			for _, run := range []*explore.Run[S]{{States: l.Stem.States[:len(stem)]}, l.Cycle} {
				for i := range run.States {
					r.States = append(r.States, sys.describe(&run.States[i]))
				}
			}
		}
		if err != nil {
			r.Why = append(r.Why, fmt.Sprintf("%s: %v", p.ID, err))
			continue
		}
		r.Shown = append(r.Shown, Shown{p.Claim, spec.Eventually, len(stem)})
	}
	if r == nil {
		return nil, errors.New("schedule: of a run for ever, but nothing is claimed of fair runs here")
	}
	return r, nil
}
