// A person in the chat: signs in as a guest, says lines in the lobby, hears what is said, survives restarts of the server.
import static io.grpc.Status.Code.DEADLINE_EXCEEDED;
import static io.grpc.Status.Code.RESOURCE_EXHAUSTED;
import static io.grpc.Status.Code.UNAUTHENTICATED;
import static io.grpc.Status.Code.UNAVAILABLE;
import static io.grpc.Status.Code.UNKNOWN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.*;
import io.grpc.stub.MetadataUtils;
import java.io.*;
import java.util.*;
import java.util.concurrent.locks.LockSupport;
import madang.agent.v1.*;
import madang.channel.v1.*;

final class Chat {
  // UNKNOWN comes from the library alone: the connection broke just when the call began.
  private static final Set<Status.Code> LATER = EnumSet.of(UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNKNOWN);
  private static final PrintStream SCREEN = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);

  private final io.grpc.Channel wire;
  private final SignInGuestRequest guest;
  private final Map<String, Long> cursors = new HashMap<>();
  private volatile Metadata signedIn = new Metadata();
  private long epoch;

  Chat(String address, String name) {
    // Pings find out that the server is gone where nothing else does.
    wire = ManagedChannelBuilder.forTarget(address).usePlaintext().keepAliveTime(30, SECONDS).build();
    // With a token of our own we are the same person after every sign-in.
    guest = SignInGuestRequest.newBuilder().setName(name).setGuestToken(UUID.randomUUID().toString()).build();
  }

  /** Repeats the act until it is done; what it does must be the same if it is done twice. */
  void untilDone(Runnable act) {
    for (;;) {
      try {
        act.run();
        return;
      } catch (StatusRuntimeException error) {
        Status.Code code = error.getStatus().getCode();
        if (code == UNAUTHENTICATED) untilDone(this::signIn);
        else if (!LATER.contains(code)) throw error;
      }
      LockSupport.parkNanos((long) (Math.random() * 1e9));
    }
  }

  void signIn() {
    var answer = AgentServiceGrpc.newBlockingStub(wire).withDeadlineAfter(10, SECONDS).signInGuest(guest);
    var headers = new Metadata();
    var authorization = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    headers.put(authorization, "Bearer " + answer.getSession().getAccessToken());
    signedIn = headers;
  }

  private ChannelServiceGrpc.ChannelServiceBlockingStub channel() {
    return ChannelServiceGrpc.newBlockingStub(wire)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(signedIn));
  }

  void say(String text) {
    // The id is made once and stays the same over all retries: that is why the message is stored once.
    var id = UUID.randomUUID().toString();
    var message = SendMessageRequest.newBuilder().setChannelId("lobby").setClientMessageId(id).setText(text).build();
    untilDone(() -> channel().withDeadlineAfter(10, SECONDS).sendMessage(message));
  }

  /** Hears one stream after the other, each from where the last one ended. */
  void hear() {
    for (;;) {
      var place = SubscribeRequest.newBuilder().setEpoch(epoch);
      cursors.forEach((id, seq) -> place.addCursors(Cursor.newBuilder().setChannelId(id).setSeq(seq)));
      channel().subscribe(place.build()).forEachRemaining(this::take);
    }
  }

  private void take(SubscribeResponse frame) {
    // A restored store has a higher epoch, and its heads name every channel anew.
    epoch = Math.max(epoch, frame.getEpoch());
    for (var head : frame.getHeadsList()) cursors.put(head.getChannelId(), head.getCursor());
    for (var part : frame.getRangesList()) {
      for (var event : part.getEventsList()) show(part.getChannelId(), event);
      cursors.put(part.getChannelId(), part.getThrough());
    }
    if (frame.getCaughtUp()) SCREEN.println("type a line to say it in the lobby");
    for (var gap : frame.getGapsList()) {
      SCREEN.printf("%s: too much was missed; ListMessages has it, up to %d%n", gap.getChannelId(), gap.getThrough());
      cursors.put(gap.getChannelId(), gap.getThrough());
    }
  }

  private void show(String channelId, Event event) {
    if (!event.hasMessagePosted() || event.getSeq() <= cursors.getOrDefault(channelId, 0L)) return;
    SCREEN.printf("%s %d %s: %s%n", channelId, event.getSeq(), event.getActorName(), event.getMessagePosted().getText());
  }
}
