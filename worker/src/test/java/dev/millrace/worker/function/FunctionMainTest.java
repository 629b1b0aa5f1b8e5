package dev.millrace.worker.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import dev.millrace.settings.InvalidSettingsException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

/** In a process without settings. */
final class FunctionMainTest {

  @Test
  void missing_settings_are_named_all_at_once_at_the_first_event_and_not_before() {
    FunctionMain function = new FunctionMain();

    for (int event = 0; event < 2; event++) {
      assertThatThrownBy(
              () ->
                  function.handleRequest(
                      Events.text("{}"), OutputStream.nullOutputStream(), new TestContext()))
          .isInstanceOfSatisfying(
              InvalidSettingsException.class,
              invalid ->
                  assertThat(invalid.problems())
                      .hasSize(8)
                      .allMatch(problem -> problem.contains(" is missing: ")));
    }
  }

  private static final class TestContext implements Context {

    @Override
    public String getAwsRequestId() {
      return "request";
    }

    @Override
    public String getLogGroupName() {
      return "group";
    }

    @Override
    public String getLogStreamName() {
      return "stream";
    }

    @Override
    public String getFunctionName() {
      return "function";
    }

    @Override
    public String getFunctionVersion() {
      return "1";
    }

    @Override
    public String getInvokedFunctionArn() {
      return "arn";
    }

    @Override
    public CognitoIdentity getIdentity() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ClientContext getClientContext() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int getRemainingTimeInMillis() {
      return 60_000;
    }

    @Override
    public int getMemoryLimitInMB() {
      return 512;
    }

    @Override
    public LambdaLogger getLogger() {
      throw new UnsupportedOperationException();
    }
  }
}
