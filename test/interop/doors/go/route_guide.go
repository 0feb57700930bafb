// The directory of people.

package main

import (
	"context"
	"fmt"

	"example.com/doors/gen/compat/route_guide"
	"google.golang.org/grpc"
)

const personPath = "/RouteGuide/GetPerson"

type peopleStream = grpc.BidiStreamingClient[route_guide.Name, route_guide.Person]

func seeRouteGuide(conn *grpc.ClientConn) {
	guide := route_guide.NewRouteGuideClient(conn)
	for _, name := range []string{"Alice", "Bob", "alice", ""} {
		tell(fmt.Sprintf("the bytes of %q", name), rawOf(conn, personPath, named(name)))
	}
	alice := must(guide.GetPerson(soon(), named("Alice")))
	saw := []any{alice.Age, alice.Gender.String()}
	for _, word := range append(alice.Hobbies, alice.Address.Street, alice.Address.City) {
		saw = append(saw, word)
	}
	tell("Alice", saw)
	seeMany(guide)
	seeOpenStreams(guide)
	wrongCalls(conn, personPath)
	tell("invalid UTF-8", rawCode(conn, personPath, brokenText))
	tell("afterwards", rawCode(conn, personPath, nil))
}

func seeMany(guide route_guide.RouteGuideClient) {
	tell("many asked for", ask(guide, "Bob", "nobody", "Alice", "", "Bob"))
	tell("nobody asked for", ask(guide))
	stream, listener := openPeople(guide)
	answers := [][]string{}
	for i, name := range []string{"Alice", "Bob"} {
		must(0, stream.Send(named(name)))
		answers = append(answers, last(listener.first(i+1)))
	}
	tell("each answered before the next one is asked for", answers)
	must(0, stream.CloseSend())
	tell("a stream of people ends with", listener.ended(patience))
}

// ask is all answers to these names on a stream of their own.
func ask(guide route_guide.RouteGuideClient, names ...string) []string {
	stream, listener := openPeople(guide)
	for _, name := range names {
		must(0, stream.Send(named(name)))
	}
	must(0, stream.CloseSend())
	listener.ended(patience)
	return append([]string{}, listener.first(len(names))...)
}

func seeOpenStreams(guide route_guide.RouteGuideClient) {
	streams, listeners := []peopleStream{}, []*heard{}
	for range 20 {
		stream, listener := openPeople(guide)
		must(0, stream.Send(named("Alice")))
		streams, listeners = append(streams, stream), append(listeners, listener)
	}
	all := true
	for _, listener := range listeners {
		all = all && fmt.Sprint(listener.first(1)) == "[Alice]"
	}
	tell("twenty open streams each answer", all)
	tell("beside them one asks for", must(guide.GetPerson(soon(), named("Bob"))).Name)
	for _, stream := range streams {
		must(0, stream.CloseSend())
	}
	tell("twenty streams end with", ends(listeners...))
}

func openPeople(guide route_guide.RouteGuideClient) (stream peopleStream, listener *heard) {
	listener = hear(func(ctx context.Context) (_ peopleStream, err error) {
		stream, err = guide.GetPeople(ctx)
		return stream, err
	}, func(person *route_guide.Person) string { return person.Name })
	return stream, listener
}

func named(name string) *route_guide.Name {
	return &route_guide.Name{Name: name}
}
