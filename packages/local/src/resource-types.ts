/** Executed: runs here. Inert: exists only for AWS, so a local run loses nothing by passing over it. */
export type LocalMeaning = "executed" | "inert";

const MEANINGS: Record<string, LocalMeaning> = {
  "AWS::Lambda::Function": "executed",
  "AWS::StepFunctions::StateMachine": "executed",
  "AWS::DynamoDB::Table": "executed",
  "AWS::ApiGatewayV2::Api": "executed",
  "AWS::ApiGatewayV2::Route": "executed",
  "AWS::ApiGatewayV2::Integration": "executed",
  "AWS::ApiGatewayV2::Authorizer": "executed",
  "AWS::ApiGatewayV2::Stage": "executed",
  "AWS::Events::Rule": "executed",
  "AWS::SSM::Parameter": "executed",
  "AWS::IAM::Role": "inert",
  "AWS::IAM::Policy": "inert",
  "AWS::IAM::ManagedPolicy": "inert",
  "AWS::Lambda::Permission": "inert",
  "AWS::Lambda::LayerVersion": "inert",
  "AWS::Logs::LogGroup": "inert",
  "AWS::Logs::MetricFilter": "inert",
  "AWS::CloudWatch::Alarm": "inert",
  "AWS::CloudWatch::CompositeAlarm": "inert",
  "AWS::CloudWatch::Dashboard": "inert",
  "AWS::Budgets::Budget": "inert",
  "AWS::SNS::Topic": "inert",
  "AWS::SNS::Subscription": "inert",
  "AWS::SNS::TopicPolicy": "inert",
  "AWS::CDK::Metadata": "inert",
};

/** Undefined for a type nobody has thought about, which is an error at start. */
export function localMeaningOf(type: string): LocalMeaning | undefined {
  // Custom resources act at deploy time only: log retention, SST's metadata and asset helpers.
  if (type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource") return "inert";
  return MEANINGS[type];
}
