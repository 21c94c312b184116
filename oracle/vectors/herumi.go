package vectors

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"strings"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/hash_to_curve"

	"quesera/model/crypto/bls"
)

// A herumiBlock is one test of herumi's bls: lines "sec|pub|msg|sig VALUE" and at last "out VALUE".
type herumiBlock struct {
	line                 int // of its end
	keys                 [][]byte
	pks, messages, signs [][]byte
	out                  string
}

// herumiLine is a line of these files. A value may be missing: messages may be empty.
var herumiLine = regexp.MustCompile(`(?i)^(sec|pub|msg|sig|out)(\s+(0x)?([0-9a-f]{2})+|\s+true|\s+false|\s+null)?$`)

// herumiStart is how a file of them begins; the first line of a block is none of what comes out.
var herumiStart = regexp.MustCompile(`(?i)^(sec|pub|msg|sig)\s+(0x)?[0-9a-f]{2,}$`)

// herumiOut is a line that ends a block.
var herumiOut = regexp.MustCompile(`(?im)^[ \t]*out\b`)

func isHerumi(f *file) bool {
	return f.root == nil && herumiStart.MatchString(firstLine(f.data)) && herumiOut.Match(f.data)
}

// runHerumi runs the blocks of a file under Ethereum's suite. A file that was made under the suite of the drafts
// before hashing took its present form is not run: its signatures verify nowhere else.
func runHerumi(r *runner, f *file) error {
	blocks, err := herumiBlocks(f.data)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		if kind, _ := b.kind(); kind != "aggregate" && b.run(ethereum) != nil && b.positive() && b.run(draft05) == nil {
			r.notRun("herumi/obsolete suite", len(blocks), "made under the obsolete suite "+draft05.Tag+
				" of draft-irtf-cfrg-hash-to-curve-05")
			return nil
		}
	}
	for _, b := range blocks {
		kind, err := b.kind()
		if err != nil {
			return breaks(b.line, "%v", err)
		}
		r.judge("herumi/"+kind, fmt.Sprintf("line %d", b.line), b.run(ethereum), true)
	}
	return nil
}

// herumiBlocks reads a file.
func herumiBlocks(data []byte) (blocks []herumiBlock, err error) {
	b, open := herumiBlock{}, false
	last := 0
	err = lines(data, func(number int, line string) error {
		last = number
		if !herumiLine.MatchString(line) {
			return fmt.Errorf("got %s, want sec, pub, msg, sig or out and a value", shortened(line))
		}
		fields := append(strings.Fields(line), "")
		name, value := strings.ToLower(fields[0]), fields[1]
		open = true
		if name == "out" {
			b.line, b.out, open = number, strings.ToLower(strings.TrimPrefix(value, "0x")), false
			blocks, b = append(blocks, b), herumiBlock{}
			return nil
		}
		octets, err := digits(value)
		if err != nil {
			return fmt.Errorf("%s = %s, want hexadecimal digits, two an octet", name, shortened(value))
		}
		to := map[string]*[][]byte{"sec": &b.keys, "pub": &b.pks, "msg": &b.messages, "sig": &b.signs}[name]
		*to = append(*to, octets)
		return nil
	})
	if err == nil && open {
		err = breaks(last, "the last block has no out")
	}
	return blocks, err
}

// kind is the operation that a block is of, by what it gives.
func (b herumiBlock) kind() (string, error) {
	truth := b.out == "true" || b.out == "false"
	switch keys, pks, messages, signs := len(b.keys), len(b.pks), len(b.messages), len(b.signs); {
	case keys == 1 && messages == 1 && pks+signs == 0 && !truth:
		return "sign", nil
	case signs > 0 && keys+pks+messages == 0 && !truth:
		return "aggregate", nil
	case keys > 0 || signs != 1 || !truth:
	case pks == 1 && messages == 1:
		return "verify", nil
	case messages == 1:
		return "fast_aggregate_verify", nil
	default:
		return "aggregate_verify", nil
	}
	return "", fmt.Errorf("block of %d sec, %d pub, %d msg, %d sig and out %s is no operation known here",
		len(b.keys), len(b.pks), len(b.messages), len(b.signs), shortened(b.out))
}

// positive tells whether something must come out that only one suite makes.
func (b herumiBlock) positive() bool { return b.out != "false" && b.out != "null" && b.out != "" }

// run is nil if under the suite s comes out what the block says.
func (b herumiBlock) run(s bls.Suite[bls.G1, bls.G2]) error {
	kind, err := b.kind()
	if err != nil {
		return err
	}
	switch kind {
	case "sign":
		if !b.positive() {
			_, err := bls.DecodeSecretKey(b.keys[0])
			return refusedAs(err, false)
		}
		want, _ := digits(b.out) // which are some, as herumiLine has it
		return signsAs(s, b.keys[0], b.messages[0], want)
	case "aggregate":
		got, err := s.Aggregate(b.signs)
		if err != nil || !b.positive() {
			return refusedAs(err, b.positive())
		}
		if want, _ := digits(b.out); !bytes.Equal(got, want) {
			return fmt.Errorf("aggregate = %x, want %s", got, b.out)
		}
		return nil
	case "verify":
		err = s.Verify(b.pks[0], b.messages[0], b.signs[0])
	case "fast_aggregate_verify":
		err = s.FastAggregateVerify(b.pks, b.messages[0], b.signs[0])
	default:
		err = s.AggregateVerify(b.pks, b.messages, b.signs[0])
	}
	return refusedAs(err, b.positive())
}

// refusedAs is nil if a refusal, or none, is what must come out.
func refusedAs(err error, valid bool) error {
	switch {
	case valid:
		return err
	case err == nil:
		return errors.New("accepted, want refused")
	}
	return nil
}

// draft05 is Ethereum's suite before draft-irtf-cfrg-hash-to-curve-06 changed how messages are hashed. It is here to
// recognise what was made under it.
var draft05 = func() bls.Suite[bls.G1, bls.G2] {
	s := bls.MinPubkeySize(bls.Possession).WithTag("BLS_SIG_BLS12381G2-SHA256-SSWU-RO-_POP_")
	s.Signatures = hashedByDraft05{s.Signatures}
	return s
}()

type hashedByDraft05 struct{ bls.Group[bls.G2] }

// Hash is hash_to_curve of draft 05: hash_to_base expands by HKDF (§5.3), and the sign of a square root is that of
// the larger one (sgn0_be, §4.1.2). The map and the cofactor are those of RFC 9380.
func (g hashedByDraft05) Hash(message []byte, dst string) bls.G2 {
	var sum bls.G2
	for count := range byte(2) {
		u := baseDraft05(message, dst, count)
		q := bls12381.MapToCurve2(&u)
		if u.LexicographicallyLargest() != q.Y.LexicographicallyLargest() {
			q.Y.Neg(&q.Y)
		}
		hash_to_curve.G2Isogeny(&q.X, &q.Y)
		sum.Add(&sum, &q)
	}
	sum.ClearCofactor(&sum)
	return sum
}

// baseDraft05 is hash_to_base of draft 05 for the extension field.
func baseDraft05(message []byte, dst string, count byte) (u bls12381.E2) {
	key, err := hkdf.Extract(sha256.New, append(bytes.Clone(message), 0), []byte(dst))
	if err != nil {
		panic("vectors: HKDF: " + err.Error())
	}
	for i, e := range []*fp.Element{&u.A0, &u.A1} {
		t, err := hkdf.Expand(sha256.New, key, string([]byte{'H', '2', 'C', count, byte(i + 1)}), 64)
		if err != nil {
			panic("vectors: HKDF: " + err.Error())
		}
		e.SetBytes(t)
	}
	return u
}
