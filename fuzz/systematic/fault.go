package systematic

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"quesera/fuzz/mutants"
)

// A Fault is one change of the source.
type Fault struct {
	Key     string // of the declaration with the change in it: the same wherever the declaration stands
	Package string // its folder, from the root of the module
	Decl    string // "floorOf", "Machine.Apply"
	Kind    string // "boundary"
	File    string // from the root
	Line    int
	Old     string // what stands there, on one line
	New     string // what stands there instead

	edit  edit   // the change itself
	wraps []wrap // how it stands behind a switch; none: it cannot
}

// An edit puts text in place of the octets from, up to but without to, of a file.
type edit struct {
	from, to int
	text     string
}

// A wrap puts a switch around the octets from, up to but without to. What stands there may have switches inside.
type wrap struct {
	from, to int
	around   func(id int, inner string) string
}

// apply is text with the edit made.
func (e edit) apply(text string) string { return text[:e.from] + e.text + text[e.to:] }

// keyOf is a short hash of the tokens of a declaration with a fault in it.
func keyOf(pkg, decl, changed string) (string, error) {
	tokens, err := mutants.Tokens(changed)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(pkg + "\n" + decl + "\n" + strings.Join(tokens, "\n")))
	return hex.EncodeToString(sum[:6]), nil
}

// oneLine is code without its line breaks, cut where it is long.
func oneLine(code string) string {
	const most = 120
	line := strings.Join(strings.Fields(code), " ")
	if len(line) > most {
		line = line[:most-1] + "…"
	}
	return line
}

// The forms of a switch. The number of the fault is only known when all have been chosen.

func onCall(id int) string  { return "planted.On(" + strconv.Itoa(id) + ")" }
func offCall(id int) string { return "planted.Off(" + strconv.Itoa(id) + ")" }

// condition switches between truth values.
func condition(wrong string) func(int, string) string {
	return func(id int, inner string) string {
		return "(" + onCall(id) + " && (" + wrong + ") || " + offCall(id) + " && (" + inner + "))"
	}
}

// literal switches from true or false to the other one. A switch may stand in its place already.
func literal(right, wrong string) func(int, string) string {
	return func(id int, inner string) string {
		switch {
		case inner != right:
			return pick("bool", wrong)(id, inner)
		case wrong == "true":
			return onCall(id)
		}
		return offCall(id)
	}
}

// value switches between values of a type.
func value(typ, wrong string) func(int, string) string {
	return func(id int, inner string) string {
		return "func() " + typ + " { if " + onCall(id) + " { return " + wrong + " }; return " + inner + " }()"
	}
}

// pick switches between values that may both be computed.
func pick(typ, wrong string) func(int, string) string {
	return func(id int, inner string) string {
		return "planted.Pick[" + typ + "](" + strconv.Itoa(id) + ", " + inner + ", " + wrong + ")"
	}
}

// statement switches between statements; wrong may be none.
func statement(wrong string) func(int, string) string {
	return func(id int, inner string) string {
		return "if " + onCall(id) + " { " + wrong + " } else { " + inner + " }"
	}
}

// prologue puts a statement for the fault before what is there.
func prologue(wrong string) func(int, string) string {
	return func(id int, inner string) string {
		return " if " + onCall(id) + " { " + wrong + " }; " + inner
	}
}
