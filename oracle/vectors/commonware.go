package vectors

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"quesera/model/crypto/bls"
)

// commonwareLine is a line of commonware's test vectors: a secret key, a message, and a signature in G1 or in G2.
var commonwareLine = regexp.MustCompile(
	`(?i)^(0x)?[0-9a-f]{64}\s*:\s*(0x)?([0-9a-f]{2})*\s*:\s*(0x)?([0-9a-f]{96}|[0-9a-f]{192})$`)

// commonwareName is how the files are called that must consist of such lines.
var commonwareName = regexp.MustCompile(`(^|/)min_(sig|pk)\.txt$`)

func isCommonware(f *file) bool {
	return f.root == nil && (commonwareName.MatchString(f.path) || commonwareLine.MatchString(firstLine(f.data)))
}

// runCommonware signs each message under the basic suite, and verifies the published signature.
func runCommonware(r *runner, f *file) error {
	tests := 0
	err := lines(f.data, func(number int, line string) error {
		if !commonwareLine.MatchString(line) {
			return fmt.Errorf("got %s, want key:message:signature in hexadecimal", shortened(line))
		}
		tests++
		parts := strings.Split(line, ":")
		var octets [3][]byte
		for i, part := range parts {
			var err error
			if octets[i], err = digits(strings.TrimSpace(part)); err != nil {
				return err
			}
		}
		runCommonwareLine(r, fmt.Sprintf("line %d", number), octets[0], octets[1], octets[2])
		return nil
	})
	if err == nil && tests == 0 {
		err = errors.New("no line, want key:message:signature")
	}
	return err
}

func runCommonwareLine(r *runner, test string, key, message, signature []byte) {
	s, kind := suite(bls.MinSignatureSize(bls.Basic)), "commonware/min_sig"
	if len(signature) == bls.GroupG2.Size() {
		s, kind = bls.MinPubkeySize(bls.Basic), "commonware/min_pk"
	}
	err := signsAs(s, key, message, signature)
	if err == nil {
		sk, _ := bls.DecodeSecretKey(key)
		err = s.Verify(s.SkToPk(sk), message, signature)
	}
	r.judge(kind, test, err, true)
}
