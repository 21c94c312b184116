package bls

import "testing"

func benchmarkSuite[K, S any](b *testing.B, s Suite[K, S]) {
	sk, message := seeded(b, 1), []byte("message")
	pk, signature := s.SkToPk(sk), s.Sign(sk, message)
	b.Run("sign", func(b *testing.B) {
		for b.Loop() {
			s.Sign(sk, message)
		}
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if err := s.Verify(pk, message, signature); err != nil {
				b.Fatal(err)
			}
		}
	})
	pks, _, aggregate := signed(b, s, 64, same)
	b.Run("fast aggregate verify 64", func(b *testing.B) {
		for b.Loop() {
			if err := s.FastAggregateVerify(pks, same(0), aggregate); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkKeysInG1(b *testing.B) { benchmarkSuite(b, MinPubkeySize(Possession)) }
func BenchmarkKeysInG2(b *testing.B) { benchmarkSuite(b, MinSignatureSize(Possession)) }

func BenchmarkDecodeG1(b *testing.B) { benchmarkDecode(b, GroupG1) }
func BenchmarkDecodeG2(b *testing.B) { benchmarkDecode(b, GroupG2) }

func benchmarkDecode[P any](b *testing.B, g Group[P]) {
	octets := g.Encode(g.Hash([]byte("m"), "TAG"))
	for b.Loop() {
		if _, err := g.Decode(octets); err != nil {
			b.Fatal(err)
		}
	}
}
