/** Points that no run of the walk passes, each with the reason. Every pattern has points. */
export const UNREACHED: readonly { readonly points: RegExp; readonly reason: string }[] = [
  { points: /^(cleanup|empty-buckets)\//, reason: 'run only when an environment is destroyed' },
  {
    points: /^track\//,
    reason: 'deployed only where an environment names an MLflow; test/lambdas/track lets faults meet it',
  },
  {
    points: /^cli\//,
    reason: "a person's own command, which can be given again; the walk gives commands without faults",
  },
  { points: /^plane\/(Create|Delete|Describe|List)ModelPackageGroups?$/, reason: 'called by deployments, not by runs' },
  {
    points: /^plane\/(DeleteEndpoint|DeleteEndpointConfig|DeleteModel|DeleteModelPackage)$/,
    reason: 'called when an environment is destroyed, or an endpoint could not be created',
  },
  { points: /^plane\/(AddTags|DeleteTags|ListTags|ListEndpoints)$/, reason: 'called by deployments and by people' },
  { points: /^plane\/S3\.DeleteObject$/, reason: 'a checkpoint that its training deleted; the linear family has none' },
  { points: /^plane\/STS\.AssumeRole$/, reason: 'a session lasts for an hour: taken by the first run of all' },
  { points: /\/(SageMaker\.|)Stop(Processing|Training)Job$/, reason: 'called for jobs of a run that is stopped' },
  {
    points: /HyperParameterTuningJobs?$|^state\/(OfferForTrials|TuneCandidates(Warm)?|LookAtTuningJob)$/,
    reason: 'passed only by runs of a workload that is tuned; test/lambdas/tuning.test.ts lets faults meet them',
  },
  {
    points: /^(conclude|gate|keep|lease|prepare|rollout|train)\/S3\.ListObjectsV2$/,
    reason: 'asked only when S3 denies an object that is not there',
  },
  { points: /^rollout\/SageMaker\.DeleteEndpoint$/, reason: 'called only when an endpoint could not be created' },
  {
    points: /^(conclude|lease|rollout)\/SFN\.DescribeExecution$/,
    reason: 'asked only of an execution that stopped, or whose time is over',
  },
  { points: /^(admit|approve)\/SFN\.DescribeExecution$/, reason: 'listed with what these stages start, or answer' },
  { points: /^admit\/SNS\.Publish$/, reason: "published only of an object in nobody's folder, or of a storm" },
  {
    points: /^keep\/(SFN\.StartExecution|SNS\.Publish|SSM\.GetParameter)$/,
    reason: 'done only for a holder that is gone, and for a run that nobody started',
  },
  { points: /^(approve|keep)\/SFN\.SendTaskFailure$/, reason: 'sent only when a person says no: the run ends there' },
  {
    points: /^lease\/SNS\.Publish$/,
    reason: 'published only of a lease that is taken over from a holder that is gone',
  },
  {
    points: /^offer\/(DynamoDB\.GetItem|SageMaker\.DescribeTrainingJob)$/,
    reason: 'read only when a training job came to nothing',
  },
  { points: /^conclude\/SFN\.StartExecution$/, reason: 'starts only a run that was asked for in the meantime' },
  {
    points: /^(state\/ApprovalEnded|approve\/SageMaker\.UpdateModelPackage)$/,
    reason: 'comes only after an approval that nobody gave',
  },
  {
    points: /^(approve|conclude|gate|offer|register|rollout|train)\/DynamoDB\.Query$/,
    reason: 'listed with the records that these stages have in common, whose lists they never read',
  },
  {
    points: /^(prepare|register)\/S3\.PutObject$/,
    reason: 'listed for `write` of their records: of artifacts, these stages only read',
  },
  { points: /^keep\/S3\.PutObject$/, reason: 'written only where `conclude` did not, ten minutes after the run' },
  {
    points: /^evaluate-function\/S3\.HeadObject$/,
    reason: 'listed for the metadata of what it puts: of objects, evaluating asks for none',
  },
  {
    points: /^(approve|keep|lease|rollout)\/SageMaker\.CreateModelPackage$/,
    reason: 'listed with the registry, in which only `register` creates',
  },
  {
    points: /^lease\/SageMaker\.Describe(Processing|Training)Job$/,
    reason: 'asked only about the jobs of a holder that is gone',
  },
  {
    points: /^(offer|train)\/SageMaker\.DescribeProcessingJob$/,
    reason: 'listed with the look at training jobs, in one method',
  },
];
