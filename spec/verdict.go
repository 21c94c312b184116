package spec

// A Verdict is what a check says. It is three-valued: a bound reached, a timeout, a lossy search or a
// missing tool is Inconclusive, never Holds.
type Verdict uint8

const (
	Inconclusive Verdict = iota
	Holds
	Violated
)

func (v Verdict) String() string {
	switch v {
	case Holds:
		return "holds"
	case Violated:
		return "violated"
	}
	return "inconclusive"
}
