package dev.millrace.settings;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Summarises why a call to AWS failed; the SDK's own messages run over many lines. */
public final class AwsFaults {

  private static final Pattern REFUSED = Pattern.compile("Connect to (\\S+) failed");
  private static final Pattern LATE = Pattern.compile("timeout configuration: (\\d{1,9}) millis");

  private AwsFaults() {}

  /**
   * The cause, and the fix where it is known.
   *
   * @return one line without the full stop
   */
  public static String reason(SdkException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
      String code = String.valueOf(answer.awsErrorDetails().errorCode());
      String text = String.valueOf(answer.awsErrorDetails().errorMessage());
      String rights = answer.statusCode() == 403 ? "; check the credentials and their rights" : "";
      return "%s (%s)%s".formatted(firstLine(text), code, rights);
    }
    if (message.startsWith("Unable to load region")) {
      return "the region is not known; set AWS_REGION";
    }
    if (message.startsWith("Unable to load credentials")) {
      return "there are no credentials; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
          + " AWS_SECRET_ACCESS_KEY, or run with a role";
    }
    Throwable root = root(e);
    if (root instanceof UnknownHostException) {
      return "the host %s is unknown; check AWS_REGION and AWS_ENDPOINT_URL"
          .formatted(firstLine(String.valueOf(root.getMessage())).split(":", 2)[0]);
    }
    Matcher refused = REFUSED.matcher(message);
    if (root instanceof ConnectException && refused.find()) {
      return "%s refuses connections; start it, or correct the URL or AWS_ENDPOINT_URL"
          .formatted(refused.group(1));
    }
    Matcher late = LATE.matcher(message);
    if (late.find()) {
      return "no answer within %d s; check the network and AWS_ENDPOINT_URL"
          .formatted(Long.parseLong(late.group(1)) / 1000);
    }
    return firstLine(message.replaceAll(" \\(SDK Attempt Count: \\d+\\)", ""));
  }

  private static Throwable root(Throwable e) {
    Throwable cause = e.getCause();
    return cause == null ? e : root(cause);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("no reason is given");
  }
}
