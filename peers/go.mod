module quesera/peers

go 1.26.8

replace quesera => ../

require (
	github.com/cloudflare/circl v1.6.5
	github.com/consensys/gnark-crypto v0.22.0
	github.com/drand/kyber v1.3.2
	github.com/drand/kyber-bls12381 v0.3.4
	github.com/supranational/blst v0.3.17
	pgregory.net/rapid v1.3.0
	quesera v0.0.0
)

require (
	github.com/bits-and-blooms/bitset v1.25.0 // indirect
	github.com/kilic/bls12-381 v0.1.0 // indirect
	golang.org/x/crypto v0.57.0 // indirect
	golang.org/x/sys v0.50.0 // indirect
)
