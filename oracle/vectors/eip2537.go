package vectors

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"

	"quesera/model/crypto/bls"
)

// A precompile is one of the calls of EIP-2537: octets in, octets out, or an error.
type precompile struct {
	name string
	run  func(input []byte) ([]byte, error)
}

// Lengths of EIP-2537's encodings in octets. A coordinate is 48 octets after 16 zeros.
const (
	paddedField = 64
	paddingSize = paddedField - fp.Bytes
	scalarSize  = bls.ScalarSize
)

// precompiles are found by the operation and the group in a test's name, "" for the pairing.
var precompiles = map[string]precompile{
	"addg1": {"eip2537/add_G1", addition(pointsG1)},
	"addg2": {"eip2537/add_G2", addition(pointsG2)},
	"mulg1": {"eip2537/mul_G1", multiplication(pointsG1, true)},
	"mulg2": {"eip2537/mul_G2", multiplication(pointsG2, true)},
	"msmg1": {"eip2537/msm_G1", multiplication(pointsG1, false)},
	"msmg2": {"eip2537/msm_G2", multiplication(pointsG2, false)},
	"mapg1": {"eip2537/map_fp_to_G1", mapToG1},
	"mapg2": {"eip2537/map_fp2_to_G2", mapToG2},
	"pair":  {"eip2537/pairing_check", checkPairing},
}

// precompileName finds the call in the name of a test, "bls_g1add_…", or of a file, "add_G1_bls" and "blsG1Add".
// The names that say neither BLS nor the like are those of other precompiles in the same layout.
var precompileName = regexp.MustCompile(`(?i)bls_?(g[12])_?(add|multiexp|mul|msm|map)` +
	`|bls_?(map)_?(?:fp2?_?to_?)?(g[12])|(add|multiexp|mul|msm|map)_(?:fp2?_to_)?(g[12])_bls` +
	`|bls_?(pair)|(pair)ing_check_bls`)

// precompileIn is the call that a name is of.
func precompileIn(name string) (precompile, bool) {
	m := precompileName.FindStringSubmatch(name)
	if m == nil {
		return precompile{}, false
	}
	var group, operation string
	for _, part := range m[1:] {
		switch part = strings.ToLower(part); {
		case part == "":
		case strings.HasPrefix(part, "g"):
			group = part
		default:
			operation = part
		}
	}
	if operation == "multiexp" { // the older name
		operation = "msm"
	}
	p, known := precompiles[operation+group]
	return p, known
}

func isEIP2537(f *file) bool {
	first := f.root.first()
	return first.has("Input", "Name") && (first.has("Expected") || first.has("ExpectedError"))
}

// runEIP2537 runs a list of {Input, Name, Expected} or {Input, Name, ExpectedError}. All tests of a file are of one
// call, which the first name that tells says; failing that, the name of the file.
func runEIP2537(r *runner, f *file) error {
	tests := make([]*fields, len(f.root.items))
	call, known := precompile{}, false
	for i, n := range f.root.items {
		tests[i] = fieldsOf(n)
		name := tests[i].text("Name")
		if tests[i].err != nil {
			return fmt.Errorf("number %d: %w", i+1, tests[i].err)
		}
		if !known {
			call, known = precompileIn(name)
		}
	}
	if !known {
		call, known = precompileIn(f.path)
	}
	if !known {
		r.notRun("eip2537/other", len(tests), "calls of no precompile of EIP-2537")
		return nil
	}
	for i, t := range tests {
		if err := runCall(r, call, t); err != nil {
			return fmt.Errorf("number %d: %w", i+1, err)
		}
	}
	return nil
}

func runCall(r *runner, call precompile, t *fields) error {
	name, input := t.text("Name"), t.hex("Input")
	fails := t.optionalText("ExpectedError") != ""
	var want []byte
	if t.has("Expected") {
		want = t.hex("Expected")
	}
	if t.err == nil && fails == t.has("Expected") {
		t.err = breaks(t.line, "want either Expected or ExpectedError")
	}
	if t.err != nil {
		return t.err
	}
	got, err := call.run(input)
	if fails || err != nil {
		r.judge(call.name, name, err, !fails)
		return nil
	}
	r.equal(call.name, name, got, want)
	return nil
}

// What EIP-2537 refuses.
var (
	errInputLength = errors.New("invalid input length")
	errTopBytes    = errors.New("invalid field element top bytes")
	errFieldRange  = errors.New("field element is not below the modulus")
	errOffCurve    = errors.New("point is not on the curve")
	errOffSubgroup = errors.New("point is not in the subgroup")
)

// elements reads field elements, all of input.
func elements(input []byte) ([]fp.Element, error) {
	all := make([]fp.Element, len(input)/paddedField)
	for i := range all {
		padded := input[i*paddedField:][:paddedField]
		if !bytes.Equal(padded[:paddingSize], make([]byte, paddingSize)) {
			return nil, errTopBytes
		}
		if all[i].SetBytesCanonical(padded[paddingSize:]) != nil {
			return nil, errFieldRange
		}
	}
	return all, nil
}

// paddedElements writes field elements.
func paddedElements(all ...fp.Element) []byte {
	var out []byte
	for _, e := range all {
		octets := e.Bytes()
		out = append(append(out, make([]byte, paddingSize)...), octets[:]...)
	}
	return out
}

// A pointFormat is how EIP-2537 writes the points of a group: both coordinates, the identity as zeros.
type pointFormat[P any] struct {
	bls.Group[P]
	size       int
	fromFields func([]fp.Element) P
	fields     func(P) []fp.Element
	onCurve    func(P) bool
	inSubgroup func(P) bool
}

var (
	pointsG1 = pointFormat[bls.G1]{bls.GroupG1, 2 * paddedField,
		func(e []fp.Element) bls.G1 { return bls.G1{X: e[0], Y: e[1]} },
		func(p bls.G1) []fp.Element { return []fp.Element{p.X, p.Y} },
		func(p bls.G1) bool { return p.IsOnCurve() }, func(p bls.G1) bool { return p.IsInSubGroup() }}
	pointsG2 = pointFormat[bls.G2]{bls.GroupG2, 4 * paddedField,
		func(e []fp.Element) bls.G2 {
			return bls.G2{X: bls12381.E2{A0: e[0], A1: e[1]}, Y: bls12381.E2{A0: e[2], A1: e[3]}}
		},
		func(p bls.G2) []fp.Element { return []fp.Element{p.X.A0, p.X.A1, p.Y.A0, p.Y.A1} },
		func(p bls.G2) bool { return p.IsOnCurve() }, func(p bls.G2) bool { return p.IsInSubGroup() }}
)

// read reads a point of the curve, and of the subgroup where that is asked for.
func (f pointFormat[P]) read(input []byte, subgroup bool) (P, error) {
	e, err := elements(input)
	if err != nil {
		return f.Identity(), err
	}
	p := f.fromFields(e)
	switch {
	case f.IsIdentity(p):
		return p, nil
	case !f.onCurve(p):
		return p, errOffCurve
	case subgroup && !f.inSubgroup(p):
		return p, errOffSubgroup
	}
	return p, nil
}

func (f pointFormat[P]) write(p P) []byte { return paddedElements(f.fields(p)...) }

// addition is G1ADD or G2ADD: no subgroup check.
func addition[P any](f pointFormat[P]) func([]byte) ([]byte, error) {
	return func(input []byte) ([]byte, error) {
		if len(input) != 2*f.size {
			return nil, errInputLength
		}
		p, err := f.read(input[:f.size], false)
		if err != nil {
			return nil, err
		}
		q, err := f.read(input[f.size:], false)
		if err != nil {
			return nil, err
		}
		return f.write(f.Sum(p, q)), nil
	}
}

// multiplication is G1MSM or G2MSM, or for exactly one pair the older G1MUL or G2MUL. Scalars need not be reduced.
func multiplication[P any](f pointFormat[P], one bool) func([]byte) ([]byte, error) {
	return func(input []byte) ([]byte, error) {
		pair := f.size + scalarSize
		if len(input) == 0 || len(input)%pair != 0 || one && len(input) != pair {
			return nil, errInputLength
		}
		var points []P
		var scalars []bls.Scalar
		for ; len(input) > 0; input = input[pair:] {
			p, err := f.read(input[:f.size], true)
			if err != nil {
				return nil, err
			}
			var k bls.Scalar
			k.SetBytes(input[f.size:pair])
			points, scalars = append(points, p), append(scalars, k)
		}
		return f.write(f.MultiExp(scalars, points)), nil
	}
}

func mapToG1(input []byte) ([]byte, error) {
	if len(input) != paddedField {
		return nil, errInputLength
	}
	u, err := elements(input)
	if err != nil {
		return nil, err
	}
	return pointsG1.write(bls12381.MapToG1(u[0])), nil
}

func mapToG2(input []byte) ([]byte, error) {
	if len(input) != 2*paddedField {
		return nil, errInputLength
	}
	u, err := elements(input)
	if err != nil {
		return nil, err
	}
	return pointsG2.write(bls12381.MapToG2(bls12381.E2{A0: u[0], A1: u[1]})), nil
}

// checkPairing is PAIRING_CHECK: 1 in 32 octets if the product of the pairings is one, and 0 if not.
func checkPairing(input []byte) ([]byte, error) {
	pair := pointsG1.size + pointsG2.size
	if len(input) == 0 || len(input)%pair != 0 {
		return nil, errInputLength
	}
	var p []bls.G1
	var q []bls.G2
	for ; len(input) > 0; input = input[pair:] {
		a, err := pointsG1.read(input[:pointsG1.size], true)
		if err != nil {
			return nil, err
		}
		b, err := pointsG2.read(input[pointsG1.size:pair], true)
		if err != nil {
			return nil, err
		}
		p, q = append(p, a), append(q, b)
	}
	out := make([]byte, 32)
	if bls.PairingCheck(p, q) {
		out[31] = 1
	}
	return out, nil
}
