// Command certificate issues the certificates of the local edge: its authorities, the API server's, the upstreams', and
// in tests those that must be refused. It writes <out>.crt and <out>.key.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"flag"
	"log"
	"math/big"
	"net"
	"os"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", "", "path of the files to write, without .crt and .key")
	names := flag.String("names", "", "DNS names and IP addresses, comma-separated; the first is the common name")
	authority := flag.Bool("authority", false, "may sign others")
	issuer := flag.String("issuer", "", "path of the authority's files, without .crt and .key; default: signs itself")
	from := flag.Duration("from", -time.Hour, "begin of validity, from now")
	until := flag.Duration("until", 90*24*time.Hour, "end of validity, from now")
	flag.Parse()

	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	template := newTemplate(strings.Split(*names, ","), *authority)
	template.NotBefore, template.NotAfter = time.Now().Add(*from), time.Now().Add(*until)
	parent, signer := template, any(key)
	if *issuer != "" {
		pair, err := tls.LoadX509KeyPair(*issuer+".crt", *issuer+".key")
		check(err)
		parent, signer = pair.Leaf, pair.PrivateKey
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	check(err)
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	check(err)
	write(*out+".crt", "CERTIFICATE", der, 0o644)
	write(*out+".key", "PRIVATE KEY", keyDER, 0o600)
}

func newTemplate(names []string, authority bool) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	check(err)
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: names[0]},
		BasicConstraintsValid: true,
		IsCA:                  authority,
		KeyUsage:              x509.KeyUsageDigitalSignature,
	}
	if authority {
		template.KeyUsage |= x509.KeyUsageCertSign
		return template
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	return template
}

func write(path, kind string, der []byte, mode os.FileMode) {
	check(os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode))
}

func check(err error) {
	if err != nil {
		log.Fatal("certificate: ", err)
	}
}
