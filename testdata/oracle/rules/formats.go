package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"k8s.io/kube-openapi/pkg/validation/strfmt"
)

// The formats of texts that the API server checks.
var textFormats = strings.Fields(`bsonobjectid byte cidr creditcard date datetime duration email hexcolor hostname ipv4 ipv6
	isbn isbn10 isbn13 k8slongname k8sshortname mac password rgbcolor ssn uri uuid uuid3 uuid4 uuid5`)

// Texts that have one of the formats, or nearly.
var texts = []string{
	"", " ", "a", "A", "a-b", "-a", "a-", "a.b", "a..b", ".a", "a_b", "größe", "größe.example", "☃", "☃.net", "x.☃", "a.b1", "a.1b", "1.2", "a b",
	strings.Repeat("a", 62), strings.Repeat("a", 63), strings.Repeat("a", 64), strings.Repeat("a.", 120) + "example", strings.Repeat("a.", 130) + "example",
	"2024-02-29", "2023-02-29", "2024-2-29", "2024-02-29 ", "0000-01-01", "9999-12-31", "2024-13-01", "2024-00-10", "2024-01-00",
	"2024-01-01T00:00:00Z", "2024-01-01t00:00:00z", "2024-01-01T23:59:59.999+01:00", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z",
	"2024-01-01T00:00:00", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00x5Z", "2024-01-01T00:00:00ZTfoo", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00+0100", "2024-01-01T0:00:00Z",
	"1h30m", "0", "-0", "+0", ".5s", "1.s", "1", "1d", "3 days", "22 ns", "5 µs", "2 weeks", "1h foo", "soon", "99999999999999999999h", "99999999999999999999 days", "1 fortnight", "-5m", "1y 2d", "2 hr", "7wk",
	"http://a.b/c?d#e", "http://", "http:", ":a", "a:b", "/a", "//a", "a/b", "http://[::1]", "http://[::1", "http://a:80", "http://a:x", "http://a b", "http://a/%zz", "http://a/%20", "http://u:p@a", "http://u p@a", "mailto:a@b", "*", "?", "http://a\x7f", "1a:b", "http://a%20b", "http://a/ b",
	"a@b", "a@b.c", "Bob <b@example.com>", "\"Bob B\" <b@example.com>", "b@", "@b", "a@b@c", "<a@b>", "a.b@c", "a..b@c", ".a@c", "a@[1.2.3.4]", "\"a b\"@c", "a@b (comment)", "ä@b.c",
	"10.0.0.1", "010.0.0.1", "10.0.0", "10.0.0.256", "10.0.0.1.2", "::1", "::", "1::2::3", "::ffff:1.2.3.4", "::ffff:01.2.3.4", "fe80::1%eth0", "2001:db8:0000:1:1:1:1:1", "00001::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7", "g::",
	"10.0.0.0/8", "10.0.0.0/08", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0", "010.0.0.0/8", "::1/64", "::1/129", "/8", "10.0.0.0/-1", "::ffff:1.2.3.4/100",
	"00:00:5e:00:53:01", "00-00-5e-00-53-01", "0000.5e00.5301", "00:00:5e:00:53", "00:00:5e:00:53:0g", "02:00:5e:10:00:00:00:01", "00-00:5e-00-53-01", "0000.5e00.53",
	"123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000", "123e4567-e89b-32d3-a456-426614174000", "123e4567-e89b-42d3-a456-426614174000", "123e4567-e89b-52d3-b456-426614174000", "123e4567-e89b-52d3-c456-426614174000", "123e4567-e89b-12d3-a456-42661417400", "123e4567-e89b-12d3-a456-426614174000-", "123e4567--e89b-12d3-a456-426614174000",
	"3836221195", "1-61729-085-8", "3 423 21412 0", "3 401 01319 X", "9784873113685", "978-3-8362-2119-1", "3423214121", "978 3 8362 2119 0", "X836221195",
	"4220855426222389", "4220 8554 2622 2389", "4220855426213389", "5139288802098206", "374953669708156", "6011464355444102", "3548209662790989", "30190239451016", "30569309025904", "36148900647913", "180012345678906",
	"191-60-2869", "191 60 2869", "191602869", "00-90-8787", "1916-02-869",
	"#fff", "fff", "#FFFFFF", "#ff", "#ggg", "##fff", "rgb(0,31,255)", "rgb(0,  31, 255)", "rgb(1,349,275)", "rgb(01,31,255)", "rgb(0,0,0", "rgb( 1 , 2 , 3 )", "rgb(256,0,0)", "rgb(199,0,0)",
	"aGk=", "aGk", "a===", "aGkh", "aGk+/w==", "aG-_", "=aGk", "507f1f77bcf86cd799439011", "507F1F77BCF86CD799439011", "507f1f77bcf86cd79943901",
}

// formats says of each text whether it has each format. Texts that have none are written once per format too.
func formats() string {
	var lines []string
	for _, format := range textFormats {
		name := format
		for _, text := range texts {
			verdict := "no"
			if strfmt.Default.Validates(name, text) {
				verdict = "fits"
			}
			var quoted strings.Builder
			encoder := json.NewEncoder(&quoted)
			encoder.SetEscapeHTML(false)
			check(encoder.Encode(text))
			lines = append(lines, fmt.Sprintf("%s\t%s\t%s", format, verdict, strings.TrimSpace(quoted.String())))
		}
	}
	return strings.Join(lines, "\n") + "\n"
}
