package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"quesera/model/tlcb"
	"quesera/spec"
)

// Evidence judges a file with evidence alone: the object of one, or the summary of a run in JSON, whose evidence is a
// list. Holds means that all of it proves what it says.
func Evidence(variant tlcb.Variant) func(data []byte) (spec.Verdict, []string) {
	return func(data []byte) (spec.Verdict, []string) { return evidence(variant, data) }
}

func evidence(variant tlcb.Variant, data []byte) (spec.Verdict, []string) {
	var file struct {
		tlcb.Portable
		List json.RawMessage `json:"evidence"`
	}
	var list []tlcb.Portable
	if err := json.Unmarshal(data, &file); err != nil {
		return spec.Unusable, []string{err.Error()}
	}
	if bytes.HasPrefix(file.List, []byte("[")) {
		if err := json.Unmarshal(file.List, &list); err != nil {
			return spec.Unusable, []string{err.Error()}
		}
	} else {
		var one tlcb.Portable
		if err := json.Unmarshal(data, &one); err != nil {
			return spec.Unusable, []string{err.Error()}
		}
		list = append(list, one)
	}
	if len(list) == 0 {
		return spec.Unusable, []string{"no evidence in it"}
	}
	worst := spec.Holds
	var lines []string
	for _, p := range list {
		v, err := p.Judge(variant)
		switch {
		case errors.Is(err, tlcb.ErrUnusable):
			worst = spec.Worse(worst, spec.Unusable)
			lines = append(lines, err.Error())
		case err != nil:
			worst = spec.Worse(worst, spec.Violated)
			lines = append(lines, err.Error())
		default:
			lines = append(lines, fmt.Sprintf("node %d is at fault: %v, in group %q, n=%d t=%d f_a=%d f_c=%d, digest %s",
				v.Against, v.Kind, p.Group, p.Nodes, p.Message, p.Silent, p.Faults, p.Digest()[:16]))
		}
	}
	return worst, lines
}
