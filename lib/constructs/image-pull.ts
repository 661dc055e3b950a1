import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Lets a job's role pull the images of a repository, of this account or another one that allows it. */
export function grantImagePull({ grantPrincipal: principal }: IGrantable, repositoryArn: string): void {
  principal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: [repositoryArn],
    }),
  );
  // The token is for the whole registry; what it opens, the statement before says.
  principal.addToPrincipalPolicy(new PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }));
}
