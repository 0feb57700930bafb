// Channels of the four-service chat: making, joining, talking, leaving, closing.

package main

import (
	"encoding/hex"
	"time"

	"example.com/doors/gen/compat/chatting"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
)

const (
	list   = chatting.CommandRequest_LIST_CHANNELS
	create = chatting.CommandRequest_MAKE_CHANNEL
	join   = chatting.CommandRequest_JOIN_CHANNEL
	leave  = chatting.CommandRequest_LEAVE_CHANNEL
	users  = chatting.CommandRequest_LIST_USERS

	joinUser  = chatting.StatusReply_JOIN_USER
	leaveUser = chatting.StatusReply_LEAVE_USER

	// So long one listens for what must not come.
	silence = 300 * time.Millisecond
)

// people are in the lobby; their indexes are 1, 2 and 3.
type people struct{ ann, bob, carl *user }

func seeChattingChannels(conn *grpc.ClientConn) {
	p := people{login(conn).enter(), login(conn).enter(), login(conn).enter()}
	port, place := p.make()
	ann, bob := p.enter(port, place)
	p.talk(ann, bob)
	p.leave(ann, bob)
	p.remove(ann, place)
	p.close(conn, ann, place)
	_, err := chatting.NewChannelClient(conn).TryChatSend(soon(), &chatting.Chat{Index: 1, Text: proto.String("x")})
	tell("a channel's call where no channel is", codeOf(err))
}

func (p people) make() (port int32, place string) {
	started := time.Now()
	data := p.ann.commandBytes(create, 0)
	tell("a channel is made within half a second", time.Since(started) < 500*time.Millisecond)
	made := &chatting.CommandReply{}
	must(0, proto.Unmarshal(must(hex.DecodeString(data)), made))
	port = made.Channels[0]
	tell("MAKE_CHANNEL", atHome(data, port))
	tell("LIST_CHANNELS", atHome(p.ann.commandBytes(list, 0), port))
	return port, made.GetAddress()
}

func (p people) enter(port int32, place string) (ann, bob *seat) {
	ann = sit(p.ann, place)
	tell("one hears that one joined", ann.statuses.first(1))
	tell("LIST_USERS of the channel", atHome(p.ann.commandBytes(users, port), port))
	tell("JOIN_CHANNEL", atHome(p.bob.commandBytes(join, port), port))
	tell("JOIN_CHANNEL of an unknown one", p.bob.commandBytes(join, 1))
	tell("JOIN_CHANNEL of none", p.bob.commandBytes(join, 0))
	tell("joining alone is not told", !ann.statuses.has(told(joinUser, 2), silence))
	bob = sit(p.bob, place)
	both := []bool{ann.statuses.has(told(joinUser, 2), patience), bob.statuses.has(told(joinUser, 2), patience)}
	tell("both hear that the second listens", both)
	reply := p.ann.command(users, 0)
	inside := []bool{}
	for _, channel := range reply.Channels {
		inside = append(inside, channel == port)
	}
	tell("LIST_USERS of all", []any{reply.Users, inside})
	return ann, bob
}

func (p people) talk(ann, bob *seat) {
	ann.say("")
	for _, text := range []string{"one", "two   three"} {
		ann.say(text)
	}
	bob.say("four")
	tell("one hears the other", [][]string{ann.chats.first(1), bob.chats.first(2)})
	must(ann.channel.TryChatSend(soon(), &chatting.Chat{Index: 77, Text: proto.String("no member")}))
	strange := "77: no member"
	tell("both hear a stranger", []bool{ann.chats.has(strange, patience), bob.chats.has(strange, patience)})
	tell("nobody hears themselves", []int{ann.chats.count(), bob.chats.count()})
	bob.chats.cancel()
	bob.chats.ended(patience)
	ann.say("while you were deaf")
	bob.listenChats()
	tell("who listens again hears what came meanwhile", bob.chats.has("1: while you were deaf", patience))
	tell("the lobby hears nothing of a channel", !p.carl.chats.has("1: one", silence))
}

func (p people) leave(ann, bob *seat) {
	_, err := bob.channel.TryUserRemove(soon(), &chatting.UserRequest{Index: 5})
	tell("removal from a channel of one who is not there", codeOf(err))
	ann.listenStatuses()
	both := []bool{ann.statuses.has(told(joinUser, 1), patience), bob.statuses.has(told(joinUser, 1), patience)}
	tell("who opens statuses again is told of anew", both)
	tell("LEAVE_CHANNEL", p.bob.commandBytes(leave, 0))
	tell("who stays hears", ann.statuses.first(2)[1:])
	tell("the streams of who left end with", ends(bob.chats, bob.statuses))
	tell("LEAVE_CHANNEL in no channel", p.bob.commandBytes(leave, 0))
}

func (p people) remove(ann *seat, place string) {
	p.bob.command(join, ann.port)
	bob := sit(p.bob, place)
	bob.statuses.first(1)
	must(bob.channel.TryUserRemove(soon(), bob.me))
	both := []bool{ann.statuses.has(told(leaveUser, 2), patience), bob.statuses.has(told(leaveUser, 2), patience)}
	tell("who is removed from a channel hears it too", both)
	p.bob.command(leave, 0)
}

func (p people) close(conn *grpc.ClientConn, ann *seat, place string) {
	more := []*user{}
	made := []bool{}
	for range 4 {
		more = append(more, login(conn).enter())
	}
	for _, maker := range more[:3] {
		made = append(made, maker.command(create, 0).GetStatus() == chatting.CommandReply_SUCCESS)
	}
	last := more[3]
	tell("four channels at most", made)
	tell("the fifth MAKE_CHANNEL", last.commandBytes(create, 0))
	tell("LEAVE_CHANNEL of the last", p.ann.commandBytes(leave, 0))
	tell("the streams of a channel that closes end with", ends(ann.chats, ann.statuses))
	closed := must(grpc.NewClient(place, insecurely))
	line := &chatting.Chat{Index: 1, Text: proto.String("anybody?")}
	_, err := chatting.NewChannelClient(closed).TryChatSend(soon(), line)
	tell("a call to a channel that closed", codeOf(err))
	tell("the place of a closed channel is free", last.command(create, 0).GetStatus())
	last.command(create, 0)
	tell("who makes another leaves the one before", len(p.carl.command(list, 0).Channels))
	for _, maker := range more {
		maker.command(leave, 0)
	}
	tell("channels that nobody entered close with their makers", p.carl.commandBytes(list, 0))
}
